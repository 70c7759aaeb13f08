"""The words of the desk: what its page says, by short names; sentences between braces are filled by the page."""

from __future__ import annotations

from preau.i18n import N_

WORDS = {
    "desk": N_("Desk of referents"),
    "toAnswer": N_("To answer"),
    "myKey": N_("My key"),
    "paper": N_("The form on paper"),
    "noScript": N_("Signing is done by this page itself, which needs JavaScript. Without it: preau review."),
    "trust": N_(
        "No account and no cookie: your signature alone decides. This page comes from whoever runs this "
        "server; to depend on nobody, use the packed page (preau review page)."
    ),
    "unreachable": N_("The server does not answer. Nothing was lost: try again."),
    "unexpected": N_("Something went wrong in this page."),
    "trouble": N_("This cannot be shown"),
    "again": N_("Try again"),
    "otherMovement": N_(
        "This is not the movement that this device knew: its history is another one. Sign nothing, and tell "
        "the stewards."
    ),
    "wrongBytes": N_("The server gave a text under the name of another. Sign nothing, and tell the stewards."),
    "due": N_("Answer due by {day}"),
    "wasDue": N_("Answer was due by {day}"),
    "waiting_one": N_("{n} proposal is waiting."),
    "waiting_many": N_("{n} proposals are waiting."),
    "nothing": N_("Nothing is waiting."),
    "which": N_("Which ones"),
    "forMe": N_("For me"),
    "forAll": N_("All"),
    "noKey": N_("This device has no key: you can read, not sign."),
    "toKey": N_("Make or bring a key"),
    "back": N_("Back to the list"),
    "number": N_("Number"),
    "revision": N_("version {n}"),
    "place": N_("Territory"),
    "received": N_("Received on"),
    "deadline": N_("Answer due by"),
    "turnOf": N_("Whose turn"),
    "beside": N_("Other proposals are about the same file: {numbers}."),
    "appears": N_("As it will appear"),
    "preview": N_("The page as it will appear"),
    "previewNote": N_("Drawn by the server. What you sign is the exact text, below."),
    "drawing": N_("The page is being drawn…"),
    "exactly": N_("The exact text that you sign"),
    "noText": N_("This file is no text: it is shown in the page above."),
    "removed": N_("This file would be deleted."),
    "onlyChanges": N_("What changes; the rest stays as it is."),
    "whole": N_("The whole text"),
    "criteria": N_("The criteria"),
    "near": N_("What resembles it"),
    "findings": N_("Checks"),
    "noFindings": N_("No fault was found."),
    "none": N_("None."),
    "said": N_("What was said"),
    "nothingSaid": N_("Nothing yet."),
    "yourAnswer": N_("Your answer"),
    "approve": N_("Approve"),
    "return": N_("Return with questions"),
    "advise": N_("Give an advice"),
    "decline": N_("Decline"),
    "withdraw": N_("Record a withdrawal"),
    "notYours": N_("No mandate of today can give this answer."),
    "inName": N_("In the name of"),
    "noKeyHere": N_("The key is not on this device: you will paste its signature."),
    "carrier": N_("The carrier"),
    "criterion": N_("Criterion that is not met"),
    "publicReason": N_("Public reason"),
    "words": N_("Your words, public"),
    "reasonNote": N_("20 to 600 characters. They stay for ever: name nobody."),
    "templates": N_("Begin from a neutral wording"),
    "iAmNeither": N_("I am neither the author nor the carrier"),
    "mustSay": N_("Tick that you are neither the author nor the carrier; else somebody else must approve."),
    "short": N_("At least 20 characters, please."),
    "long": N_("At most 600 characters, please."),
    "hidden": N_("A character here does not show. Write the sentence again rather than paste it."),
    "askWhoLabel": N_("Who is helped"),
    "askMeansLabel": N_("The means"),
    "askNearLabel": N_("A similar one"),
    "askWho": N_(
        "Thank you for this proposal. Could you tell which people in difficulty it helps, and by what concrete act?"
    ),
    "askMeans": N_("Thank you for this proposal. Could you tell who does what, with what equipment, and from when?"),
    "askNear": N_(
        "Thank you for this proposal. An initiative of the same kind exists nearby. Would you join it, or "
        "tell what differs?"
    ),
    "fromPaperLabel": N_("Entered from paper"),
    "knowPlaceLabel": N_("I know the place"),
    "fromPaper": N_(
        "I entered this proposal from a form on paper filled by the person who carries it; the sheet is kept "
        "by the local team."
    ),
    "knowPlace": N_("I know the place and the people concerned: what is described matches what I see there."),
    "notMetLabel": N_("A criterion is not met"),
    "sameExistsLabel": N_("The same exists"),
    "notMet": N_(
        "As it is described, this project does not meet the criterion “{criterion}”. It can be proposed again"
        " with what is missing."
    ),
    "sameExists": N_(
        "An initiative with the same aim already exists in this territory. The person is invited to join it."
    ),
    "onRequestLabel": N_("At the author's request"),
    "onRequest": N_("Withdrawn at the request of the person who proposed it, who gave the number of the receipt."),
    "youSign": N_("What you sign"),
    "youApprove": N_("{who} approves “{title}”: these files, exactly as they stand above."),
    "youReturn": N_("{who} returns “{title}” to its author, with these words:"),
    "youAdvise": N_("{who} gives an advice on “{title}”, which binds nobody:"),
    "youDecline": N_("{who} declines “{title}”. This decision will be published:"),
    "youWithdraw": N_("{who} records that “{title}” is withdrawn. This decision will be published:"),
    "added": N_("is added"),
    "changed": N_("is changed"),
    "taken": N_("is deleted"),
    "independent": N_("“I am neither the author nor the carrier.”"),
    "notIndependent": N_("It will be shown as approved by its author or carrier."),
    "holds": N_("Signed on {day}; without effect after {until}."),
    "bytes": N_("To the last byte"),
    "sign": N_("Sign"),
    "signPublish": N_("Sign and publish"),
    "keyElsewhere": N_("The key is elsewhere:"),
    "elsewhere": N_("Sign with a key that is elsewhere (SSH)"),
    "download": N_("1. Save the statement"),
    "pasted": N_("2. Sign it with this command, then paste here the file declaration.json.sig"),
    "usePasted": N_("3. Send this signature"),
    "noBlock": N_("This is no signature: it begins with -----BEGIN SSH SIGNATURE-----."),
    "otherKey": N_("This signature is by another key than the one in whose name you sign."),
    "sending": N_("Signed. Sending…"),
    "done_published": N_("Signed and published."),
    "done_signed": N_("Signed. Somebody else must agree too."),
    "done_said": N_("Signed. The author will read it."),
    "done_decided": N_("Signed: the decision is published, with its reason."),
    "next": N_("To the next one"),
    "soonVisible": N_("The site is being made again…"),
    "visible": N_("The page is visible"),
    "visibleHere": N_("The site shows it."),
    "took": N_("({whole} s after your signature: {merge} s to check and publish, {site} s to make the site.)"),
    "notYetVisible": N_("The decision is published; the site does not show it yet. It will by itself."),
    "myKeyNote": N_(
        "Your key stays on this device, where no page can read it. A browser may forget it: after a week "
        "without a visit on some telephones. The closed copy brings it back, here or on a second device."
    ),
    "cannotSign": N_(
        "This browser cannot keep or use a key (Ed25519). Use a newer one, or sign with an SSH key that is elsewhere."
    ),
    "makeKey": N_("Make a key"),
    "makeKeyNote": N_("Its closed copy is offered at once, and cannot be made later."),
    "keyName": N_("Name of this key"),
    "keyNameDefault": N_("My key"),
    "passphrase": N_("Passphrase of the copy"),
    "passphraseNote": N_(
        "At least {n} characters: four words that you will find again. Without it, the copy opens for nobody."
    ),
    "passphraseAgain": N_("The same passphrase again"),
    "passphraseShort": N_("At least {n} characters, please."),
    "passphraseOther": N_("The two are not the same."),
    "makeKeyButton": N_("Make my key"),
    "bringKey": N_("Bring a key from its copy"),
    "bringKeyNote": N_("On a second device, or after this browser forgot it."),
    "copyFile": N_("Closed copy (a file that ends with .preau-key.json)"),
    "chooseCopy": N_("Choose the file of the copy."),
    "wrongPassphrase": N_("This passphrase does not open the copy."),
    "notACopy": N_("This file is not the closed copy of a key."),
    "bringKeyButton": N_("Bring my key"),
    "saveCopy": N_("Save the closed copy"),
    "saveCopyNote": N_(
        "Your key is made. Save its closed copy now, on a USB key for example: it cannot be made again."
    ),
    "speaksFor": N_("Decides for {place}"),
    "advisesFor": N_("Advises for {place}"),
    "untilDay": N_("until {day}"),
    "toYourAnswer": N_("To your answer"),
    "noMandate": N_(
        "No mandate names this key yet. Give the line below to the stewards, who write it under your mandate."
    ),
    "giveLine": N_("The public line, that can be shown to everybody:"),
    "removeKey": N_("Remove this key from this device"),
    "removeSure": N_("Remove this key? Only its closed copy will bring it back."),
    "anotherKey": N_("Make or bring another key"),
    "signedWith": N_("What this key has signed"),
    "signedNote": N_(
        "As this server tells it, compared with what this device remembers. What you did not sign yourself, "
        "tell the stewards at once."
    ),
    "nothingSigned": N_("Nothing yet."),
    "notFromHere": N_("not signed on this device"),
    "notShown": N_("Signed here, and the server does not show it."),
    "did_approve": N_("approved"),
    "did_amend": N_("amended"),
    "did_decline": N_("declined"),
    "did_withdraw": N_("withdrawn"),
    "did_return": N_("returned"),
    "did_advise": N_("advised"),
    "did_acknowledge": N_("acknowledged"),
}
