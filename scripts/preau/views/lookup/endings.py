"""What is said of each language so that the forms of a word meet: one table, read here and sent with each index.

A step is a list of rules: `ending>replacement` and the fewest letters that must be left before the ending. In each
step the longest ending whose rule allows it is replaced, once; words come in small letters, without accents.
"""

from __future__ import annotations

from typing import NamedTuple


class Language(NamedTuple):
    """The steps that take endings away, and the words that say too little to be looked for."""

    steps: tuple[str, ...]
    common: str


FRENCH = Language(
    steps=(
        "avaux>avail1 eaux>eau0 aux>al2 x>3 ss>ss0 s>3",
        "petition>petition0 oir>oir0 oi>oi0 oie>oi1 eau>el3 "
        "ation>3 ition>4 tion>t2 sion>s4 ateur>3 atrice>3 teur>t3 trice>t4 eur>4 euse>4 eu>4 "
        "ement>3 amment>4 emment>4 ant>4 ante>4 ance>4 ent>4 ente>4 ence>4 "
        "abilite>abl3 ibilite>ibl3 lite>l3 rite>r4 nite>n4 cite>c4 vite>v3 osite>os3 ivite>iv3 "
        "if>iv3 ive>iv3 atique>at4 atie>at4 ique>ic3 aire>ar4 ien>4 ienne>4 ier>4 iere>4 age>5 esse>4 aise>4 "
        "er>3 ez>3 ir>4 i>4 ai>4 ait>4 aient>4 ee>3 ie>4 e>2",
        "bb>b2 cc>c2 dd>d2 ff>f2 gg>g2 ll>l2 mm>m2 nn>n2 pp>p2 rr>r2 ss>s2 tt>t2 iqu>ic2 oy>oi1 uy>ui1 ay>ai1",
    ),
    common=(
        "a ai ainsi alors apres as au aucun aucune aussi autre autres aux avait avant avec avez avoir avons c "
        "car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci comme comment d dans "
        "de depuis des deux dit donc dont du elle elles en encore entre es est et etait etaient ete etre eu "
        "eux fait font h il ils j jamais je jusqu l la le les leur leurs lorsqu lorsque lui m ma mais me meme "
        "memes mes moi moins mon n ne ni non nos notre nous on ont ou par parce pas peu peut peuvent plus "
        "pour pourquoi puis puisqu qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si "
        "son sont sous sur t ta te tes toi ton tous tout toute toutes tres tu un une vers vos votre vous y"
    ),
)
ENGLISH = Language(
    steps=(
        "ies>y2 sses>ss1 ches>ch1 shes>sh1 xes>x1 ss>ss0 us>us0 is>is0 s>2",
        "isation>is3 ization>is3 isational>is3 ation>at3 ational>at3 ating>at3 ated>at3 ator>at3 ate>at3 "
        "ising>is3 izing>is3 ised>is3 ized>is3 iser>is3 izer>is3 ise>is3 ize>is3 "
        "ing>3 eed>ee1 ed>3 edly>3 ly>3 ment>4 ness>4 ful>4 ity>4 ive>iv3 eer>eer0 er>4 e>2",
        "bb>b2 dd>d2 gg>g2 ll>l2 mm>m2 nn>n2 pp>p2 rr>r2 ss>s2 tt>t2 y>i2",
    ),
    common=(
        "a about after all also am an and any are as at be because been but by can could d did do does for "
        "from had has have he her here him his how i if in into is it its just ll m may me more most my no "
        "nor not of off on one only or other our out over own re s same she should so some such t than that "
        "the their them then there these they this those to too under up us ve very was we were what when "
        "where which while who whom why will with would you your"
    ),
)
LANGUAGES = {"fr": FRENCH, "en": ENGLISH}
