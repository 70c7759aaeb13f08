"""Words and what is kept of them: the same table is asked of the writer (Python) and of the reader (JavaScript)."""

FORMS = {
    "fr": """
        réparation réparer répare réparations → repar
        bénévole bénévoles → benevol
        jardins jardin jardinage jardinier jardinière → jardin
        logement logements loger → log
        travaux travail → travail
        journaux journal → journal
        vélo vélos → velo
        eau eaux → eau
        bureaux bureau → burel
        solidarité solidaire solidaires → solidar
        actif active activité activités → activ
        organisation organisateur organiser organise → organis
        publique publics public → public
        numériques numérique → numeric
        citoyenne citoyen citoyennes → citoyen
        protection protections → protect
        pétition pétitions → petition
        petit petite petits → petit
        nettoyer nettoyage nettoie → nettoi
        œuvre œuvres → oeuvr
        élu → elu
        lois loi → loi
        1901 → 1901
        2a → 2a
        δήμος → δημος
    """,
    "en": """
        garden gardens gardening gardened → garden
        city cities → citi
        volunteer volunteers volunteering → volunteer
        organise organisation organised organizing organization → organis
        class classes → clas
        running runs run → run
        happiness happy → happi
        housing houses → hous
        1901 → 1901
    """,
}


def pairs(language: str) -> list[tuple[str, str]]:
    """Each word with its stem."""
    found = []
    for line in FORMS[language].strip().splitlines():
        words, _, stem = line.strip().partition(" → ")
        found += [(word, stem) for word in words.split()]
    return found
