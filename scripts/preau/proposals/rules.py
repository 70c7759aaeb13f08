"""The rules of authority: what a change must respect to be published, each with its reason and its remedy."""

from __future__ import annotations

from preau.i18n import N_
from preau.proposals.law import AUTHORITY as AUTHORITY
from preau.proposals.law import Breach as Breach
from preau.proposals.law import Law

# --- The shape of what is published -----------------------------------------------------------------------------------
NOT_A_MERGE = Law(
    "PA101", N_("A commit that is no approved proposal"),
    N_("this commit is not the merge of one squashed proposal"),
    N_("Send the change to refs/for/main; once approved it is merged for you."),
    N_("Only a merge that carries signed approvals can be verified by a stranger."),
)  # fmt: skip
HIDDEN_COMMITS = Law(
    "PA102", N_("A proposal with a history of its own"),
    N_("the proposal must be one commit made on a commit of the published branch"),
    N_("Propose the files again: they are squashed into one commit."),
    N_("Commits behind a proposal could carry names, addresses or texts that nobody approved."),
)  # fmt: skip
IDENTITY = Law(
    "PA103", N_("Somebody's identity in a commit"),
    N_("the commit names somebody, or says more than the file changes need"),
    N_("Propose the files with `preau propose` or refs/for/main: author and message are made neutral."),
    N_("A name or an address in Git can never be taken out, and reveals a political opinion."),
)  # fmt: skip
BACKWARDS = Law(
    "PA104", N_("A date that goes backwards"),
    N_("this commit is dated {day}, before the one it follows"),
    N_("Set the clock of the computer right, then approve again."),
    N_("Mandates are judged by dates: a date in the past would revive a mandate that has ended."),
    day="2026-11-23",
)  # fmt: skip
UNSIGNED_CHANGE = Law(
    "PA105", N_("Changes that nobody signed"),
    N_("what is published differs from what was proposed and signed"),
    N_("Approve the proposal again, and let the merge be made mechanically."),
    N_("One more changed byte in a merge would be published under somebody else's approval."),
)  # fmt: skip
MODE = Law(
    "PA106", N_("A link, a program or a folder of another repository"),
    N_("only plain files can be published here"),
    N_("Put the file itself in this place, without execute permission."),
    N_("Links and programs can make a site show, or a computer run, what nobody approved."),
)  # fmt: skip
UNSAFE_PATH = Law(
    "PA107", N_("A file name that could mislead"),
    N_("this name cannot be used: {name}"),
    N_("Use letters without accents, digits, hyphens and dots, 160 signs at most."),
    N_("Some names are read differently from one computer to the next, or control Git itself."),
    name=".git/config",
)  # fmt: skip

# --- Who may decide ---------------------------------------------------------------------------------------------------
UNREADABLE_APPROVAL = Law(
    "PA201", N_("An approval that is none"),
    N_("an approval cannot be read, or its signature does not hold"),
    N_("Sign the proposal again with `preau review approve`."),
    N_("Only a signature over the exact bytes proves who decided what."),
)  # fmt: skip
OTHER_CHANGE = Law(
    "PA202", N_("An approval of another change"),
    N_("{mandate} signed other files, or other versions of them"),
    N_("Show the present text to the signer, who can sign it."),
    N_("An approval dies with the first byte that changes, so that nobody's word is stretched."),
    mandate="34/helene-34",
)  # fmt: skip
OTHER_PLACE = Law(
    "PA203", N_("An approval for another movement or branch"),
    N_("{mandate} signed for another repository or another branch"),
    N_("Sign again in this repository."),
    N_("What is approved in one movement must not be published by another in that person's name."),
    mandate="34/helene-34",
)  # fmt: skip
STALE = Law(
    "PA204", N_("An approval given on an old state"),
    N_("{mandate} signed before the file changed again"),
    N_("Show the present state to the signer, who can sign it."),
    N_("A text approved in spring, changed in summer and changed back in autumn was not approved in autumn."),
    mandate="34/helene-34",
)  # fmt: skip
SEEN_UNKNOWN = Law(
    "PA205", N_("An approval of a state that was never published"),
    N_("{mandate} says to have seen a state that was not published before"),
    N_("Fetch the published branch, then sign again."),
    N_("Who may decide is read in the state that the signer saw: it must be one that everybody could see."),
    mandate="34/helene-34",
)  # fmt: skip
OUT_OF_DATE = Law(
    "PA206", N_("An approval too early or too late"),
    N_("the approval of {mandate} is dated {day}: it is of the future, has expired, or is older than what it saw"),
    N_("Sign again today: an approval lasts 60 days at most."),
    N_("A date that does not fit would revive a mandate that has ended."),
    mandate="34/helene-34", day="2026-11-23",
)  # fmt: skip
NO_MANDATE = Law(
    "PA207", N_("An approval without a mandate"),
    N_("{mandate} had no valid mandate with this key, when signing or when merging"),
    N_("Ask one of those who may decide, or have the stewards record the mandate first."),
    N_("Only people whom the registry named before the proposal may decide, while their mandate lasts."),
    mandate="34/helene-34",
)  # fmt: skip
SELF_APPROVAL = Law(
    "PA208", N_("An approval of one's own proposal"),
    N_("{mandate} carries or wrote this proposal, or does not say otherwise"),
    N_("Ask another referent of the territory; where there is none, that of the territory around it answers."),
    N_("Nobody decides alone on what they propose themselves."),
    mandate="34/helene-34",
)  # fmt: skip
NOT_ENOUGH = Law(
    "PA209", N_("Approvals that are missing"),
    N_("{missing} more approval(s) needed from: {who}"),
    N_("Ask one of these people to approve it: `preau review show` tells them all they need."),
    N_("The policy of the movement says how many people must agree on each kind of change."),
    missing="1", who="34/helene-34, 34/karim-34",
)  # fmt: skip
REUSED = Law(
    "PA210", N_("An approval used twice"),
    N_("the approval of {mandate} was already used for an earlier merge"),
    N_("Sign again."),
    N_("An approval publishes a change once."),
    mandate="34/helene-34",
)  # fmt: skip
NOBODY = Law(
    "PA211", N_("A change that nobody may decide on"),
    N_("nobody holds a mandate with a key for: {scope}"),
    N_("The stewards must first record a mandate and its key."),
    N_("A change without anyone who answers for it cannot be published."),
    scope="34",
)  # fmt: skip

UNKNOWN_ROBOT = Law(
    "PA212", N_("A review told by somebody whom the registry does not know"),
    N_("what {forge} says of {mandate} is not told by a robot of the registry"),
    N_("The stewards list the key of the robot under robots: in content/movement.yml, before the proposal."),
    N_("A review on a forge is no signature: only a program that the stewards trust may tell it."),
    forge="github.com", mandate="34/helene-34",
)  # fmt: skip
OTHER_ACCOUNT = Law(
    "PA213", N_("A review by an account that is nobody's here"),
    N_("the account {account} of {forge} was not that of {mandate}, or the mandate did not run"),
    N_("The stewards write the number of the account under accounts: of the person, before the proposal."),
    N_("Names of accounts change hands, numbers do not: the registry says whose number is whose."),
    forge="github.com", account="1234", mandate="34/helene-34",
)  # fmt: skip
NOT_ATTESTED = Law(
    "PA214", N_("A review on a forge where a signature is needed"),
    N_("a review on a forge does not count here for {mandate}: a signature is needed"),
    N_("Sign it with `preau review approve`, or let the stewards allow it (policy.attested); never for the registry."),
    N_("Who holds the forge could write any review: what decides who may decide is never left to it."),
    mandate="34/helene-34",
)  # fmt: skip

# --- What may change, and how -----------------------------------------------------------------------------------------
CLOSED = Law(
    "PA301", N_("A proposal in a territory that is not open"),
    N_("the territory {scope} is not open yet"),
    N_("Its page says how to open it: the stewards add one dated line, `opened:`."),
    N_("A citizen who proposes must find somebody who answers."),
    scope="13",
)  # fmt: skip
CREATE_ONLY = Law(
    "PA302", N_("A decision that is changed afterwards"),
    N_("a decision can be written once, never changed nor removed"),
    N_("Write a new decision that corrects the first."),
    N_("What was decided, and why, must stay as it was said."),
)  # fmt: skip
ALIAS_TAKEN = Law(
    "PA303", N_("An old address taken from another initiative"),
    N_("the address {alias} was never that of this initiative"),
    N_("Remove it from aliases:, which holds only the addresses that this initiative has left."),
    N_("Links to an initiative must never lead to somebody else's."),
    alias="34/berges-propres",
)  # fmt: skip
TERM_REMOVED = Law(
    "PA304", N_("A word of a vocabulary that disappears"),
    N_("the word {term} is in use and cannot be removed"),
    N_("Keep it and add replaced_by:, naming the word that takes its place."),
    N_("Old files keep their words: without them they could no longer be read."),
    term="environnement",
)  # fmt: skip
NO_TOMBSTONE = Law(
    "PA305", N_("A deletion without its reason"),
    N_("an initiative is deleted and no decision says why"),
    N_("Add to the same proposal a decision with outcome: deleted, naming it, and its public reason."),
    N_("Readers who followed an initiative must learn why it is gone."),
)  # fmt: skip
NOT_SELF_SERVICE = Law(
    "PA306", N_("More than what a carrier may change alone"),
    N_("a carrier's key alone may change only status, needs, outcome, and add to the progress"),
    N_("Propose the other changes to the referents."),
    N_("What a referent approved stays as it was approved, but for the news that its carrier gives."),
)  # fmt: skip
SHARED_KEY = Law(
    "PA307", N_("One key for two people"),
    N_("the key {key} is that of {one} and of {other}"),
    N_("Each person needs a key of their own: `preau keys new`."),
    N_("A signature must tell one person: a shared key would let one person count for two."),
    key="SHA256:…", one="helene-34", other="karim-34",
)  # fmt: skip
MIXED = Law(
    "PA308", N_("A decision together with something else"),
    N_("a refusal or a withdrawal is published alone"),
    N_("Make a proposal of its own for the other files."),
    N_("A signature under a refusal must not publish anything else."),
)  # fmt: skip
DECISION_MISMATCH = Law(
    "PA309", N_("A decision signed by somebody else"),
    N_("the decision names {said} and was signed by {mandate}"),
    N_("The decider named in the file signs it."),
    N_("The public reason is that of the person who answers for it."),
    said="karim-34", mandate="34/helene-34",
)  # fmt: skip
ILLEGIBLE = Law(
    "PA310", N_("A file that the rules cannot read"),
    N_("the file cannot be read as what its place says"),
    N_("`preau check` tells what is at fault in it."),
    N_("Who decides on a change is read in the files: one that cannot be read would escape the rules."),
)  # fmt: skip
OTHER_SCOPE = Law(
    "PA311", N_("A decision on what somebody else answers for"),
    N_("the decision says that {said} answers for it, and {scope} does"),
    N_("The decision is written and signed by those who answer for the proposal: `preau review decline` does it."),
    N_("Nobody may turn down what was sent to others: it would be buried without their knowing."),
    said="81", scope="34",
)  # fmt: skip

NUMBERED = Law(
    "PA312", N_("A decision under the number of a proposal that it does not answer"),
    N_("{path}: a number of proposal names its refusal or its withdrawal, nothing else"),
    N_("Give the decision a name, such as 2026-deleted-34-jardin: `preau propose --delete` does it."),
    N_("A proposal whose number is taken is no longer waiting: it would be buried without an answer."),
    path="content/decisions/2026/2026-0042.yml",
)  # fmt: skip

LOCKED_OUT = Law(
    "PA313", N_("A movement that nobody could change any more"),
    N_("{able} steward(s) with a key could decide after this change, and {asked} would have to agree"),
    N_("Keep as many stewards with a key and a mandate that runs as policy.registry asks for."),
    N_("Stewards alone can change who decides: once they are too few, only whoever hosts the server could mend it."),
    able="1", asked="2",
)  # fmt: skip

# --- History as a whole -----------------------------------------------------------------------------------------------
REPLACED = Law(
    "PA401", N_("Another history in place of the known one"),
    N_("the published branch no longer descends from {known}, seen before"),
    N_("Do not trust this copy: compare with others' clones, and ask the stewards in public."),
    N_("A history that is replaced can erase decisions that were made."),
    known="3f2a9c1",
)  # fmt: skip
LOG_BROKEN = Law(
    "PA402", N_("A hole in the log of what was received"),
    N_("the log of what was received is not the one that earlier merges name"),
    N_("Ask whoever runs the server to publish the whole log (refs/preau/intake)."),
    N_("A proposal that somebody wants forgotten would be taken out of the log."),
)  # fmt: skip
WRONG_NUMBER = Law(
    "PA403", N_("A number that is that of another proposal"),
    N_("the merge says to publish the proposal {number}, which was received with another content, or never"),
    N_("Approve the proposal again with `preau review approve`, which writes the number."),
    N_("A proposal could be made to look published while it was dropped."),
    number="2026-0042/1",
)  # fmt: skip
UNSIGNED_REDACTION = Law(
    "PA404", N_("A text taken out of history without the stewards' signatures"),
    N_("history was rewritten, and no sound signature of the stewards says why"),
    N_("Ask whoever runs the server for the ledger (refs/preau/ledger), and the stewards for their reason."),
    N_("What must disappear is taken out in public: otherwise decisions could be rewritten under the same excuse."),
)  # fmt: skip
CLOCK = Law(
    "PA501", N_("A clock that is wrong"),
    N_("the merge is dated {day}, which is not now"),
    N_("Set the clock of your computer right, then approve again."),
    N_("Only the server that receives a merge can tell when it was made: an old date would revive an ended mandate."),
    day="2026-11-23",
)  # fmt: skip
