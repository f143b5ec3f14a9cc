"""Which fields hold something about a person, and which do not: every text field of ours is in one of both tables.

`PERSONAL` is what `docs/verwerkingsregister.md` is made of (`manage.py write_processing_register`); a test keeps the
tables complete and that paper true. Model → names of fields, as one text with spaces. Fields with `choices`, dates,
numbers and keys are not listed: they say something only beside a row that is. What the law is that it rests on
(`basis`) is a proposal, which the foundation decides about.
"""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["NOT_PERSONAL", "PERSONAL", "Holding"]

Fields = Mapping[str, str]

AGREEMENT = "uitvoering van de overeenkomst: jij vraagt om een account of een certificaat"
INTEREST = "gerechtvaardigd belang: een certificaat waarop een ander kan vertrouwen"
SAFETY = "gerechtvaardigd belang: de site veilig houden"
CONSENT = "toestemming, die je altijd weer intrekt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """One kind of personal data, in Dutch, as the register of processing tells it."""

    title: str
    fields: Fields
    why: str
    basis: str
    who: str
    until: str
    erased: str


PERSONAL = (
    Holding(
        title="Account",
        fields={"accounts.User": "email name password session_salt", "account.EmailAddress": "email"},
        why="Weten wie je bent, inloggen, je naam op je certificaat zetten. Er zijn geen wachtwoorden.",
        basis=AGREEMENT,
        who="jijzelf; de stichting",
        until="tot je je account verwijdert; een account waarvan niemand het adres bevestigde: 24 uur",
        erased="naam, adres en rollen gaan weg; een lege rij blijft, omdat het logboek ernaar verwijst",
    ),
    Holding(
        title="Wie mag zien welke cursus je hebt",
        fields={},
        why="De twee keuzes bij Mijn gegevens (group_may_see en officer_may_find van accounts.User).",
        basis=CONSENT,
        who="jijzelf; wie je het toestaat, ziet het gevolg",
        until="tot je het uitzet of je account verwijdert; wanneer je iets aan- of uitzette staat in het logboek",
        erased="gaat weg",
    ),
    Holding(
        title="Inloggen",
        fields={
            "sessions.Session": "session_data",
            "mfa.Authenticator": "data",
            "accounts.ResumeCode": "code_hash",
            "accounts.RateLimit": "key",
        },
        why="Ingelogd blijven, een extra sleutel voor medewerkers, een code op papier, en misbruik tegenhouden.",
        basis=SAFETY,
        who="niemand: alleen de software",
        until="sessie: tot je uitlogt, of 90 dagen; code op papier: 30 dagen; tellers: hoogstens een paar dagen",
        erased="gaat weg; tellers bevatten geen adres, alleen een versleuteld kenmerk",
    ),
    Holding(
        title="Wat je leert",
        fields={
            "courses.AnswerEvent": "response",
            "courses.PracticeAnswer": "response",
            "courses.ExtraAttempt": "reason",
            "courses.Mark": "comment awarded",
            "courses.Grade": "fractions reason",
            "courses.Attempt": "policy",
            "courses.AttemptItem": "arrangement shown_hash",
            "courses.Enrollment": "close_reason",
            "courses.EnrollmentEdition": "reason",
        },
        why="Verdergaan waar je was, je uitslag geven, en zien welke vraag niet deugt (aantallen, vanaf vijf mensen).",
        basis=AGREEMENT,
        who="jijzelf; een open antwoord leest ook wie het nakijkt, zonder je naam",
        until="tot je je account verwijdert; zonder account: 30 dagen nadat je voor het laatst iets deed",
        erased="wat je typte gaat weg; keuzes, punten en datums blijven, van niemand",
    ),
    Holding(
        title="Certificaat",
        fields={
            "certificates.Certificate": (
                "number token_hash holder_name group_name group_number municipality revoked_reason host"
            ),
            "certificates.CertificateFile": "pending_token pdf sha256 credential last_error",
            "certificates.NameRequest": "wanted_name reason answer",
            "certificates.CertificateLookup": "beat_name",
        },
        why="Laten zien dat iemand een cursus haalde, en dat het papier echt is. Jij ziet welke politie keek.",
        basis=INTEREST,
        who="jijzelf; wie de code op het papier scant; de wijkagent; de stichting",
        until="tot je je account verwijdert",
        erased="naam, groep en PDF gaan weg; nummer, cursus en datums blijven, zodat het papier te controleren is",
    ),
    Holding(
        title="Registratie bij een groep",
        fields={"registrations.Registration": "reason", "registrations.RegistrationEvent": "note"},
        why="Weten bij welke groep je hoort; daar hangt je certificaat aan.",
        basis=AGREEMENT,
        who="jijzelf; de beheerders van je groep; de stichting",
        until="tot je je account verwijdert",
        erased="de registratie stopt; wat erover geschreven is gaat weg",
    ),
    Holding(
        title="Aanmelding van een team",
        fields={"registrations.TeamApplication": "name municipality place area postcodes reason"},
        why="Een buurtpreventieteam in het register opnemen.",
        basis=AGREEMENT,
        who="wie aanmeldt; de stichting; naam, plaats en gemeente van een aangenomen team ziet iedereen",
        until="tot wie aanmeldde zijn account verwijdert",
        erased="wat wacht wordt ingetrokken; van een aangenomen team blijft wat in het register staat",
    ),
    Holding(
        title="Register van groepen",
        fields={
            "registrations.GroupContact": "email_hash",
            "registrations.RegisterImport": "file_name data problems",
            "registrations.ImportChange": "before after",
        },
        why="Zien of iemand die zich als beheerder meldt, de beheerder is die de stichting kent.",
        basis=INTEREST,
        who="de stichting",
        until="versleuteld kenmerk: zolang de groep het heeft; bestand dat wacht: 1 dag, dat ingelezen is: 7 dagen",
        erased="het kenmerk van je adres gaat weg; een bestand van de stichting gaat na zijn eigen termijn",
    ),
    Holding(
        title="Cursusavond",
        fields={"cms.EveningGuest": "name"},
        why="De beheerder ziet wie er meedoet, en zegt wie er was.",
        basis=AGREEMENT,
        who="wie de avond leidt",
        until="30 dagen na de avond",
        erased="gaat weg",
    ),
    Holding(
        title="Panel",
        fields={"courses.PanelMember": "name email reason", "courses.PanelComment": "text"},
        why="Een cursus laten beoordelen voor hij uitkomt.",
        basis=CONSENT,
        who="redacteuren; het panellid zelf",
        until="naam en adres: een half jaar na het panel",
        erased="naam, adres en wat je schreef gaan weg; je oordeel blijft, met je rol",
    ),
    Holding(
        title="Wijkagent",
        fields={"registrations.Beat": "name"},
        why="Het werkgebied: welke groepen een wijkagent mag zien.",
        basis=INTEREST,
        who="de wijkagent; de stichting",
        until="tot de stichting het werkgebied beëindigt",
        erased="gaat weg; wie een certificaat bekeek, staat er nog als gebied",
    ),
    Holding(
        title="Mail",
        fields={
            "post_office.Email": "to subject message html_message context headers",
            "post_office.Log": "message",
            "accounts.MailReceipt": "key",
        },
        why="Codes en berichten sturen, en weten dat ze weg zijn.",
        basis=AGREEMENT,
        who="jijzelf; de stichting ziet wat niet aankwam, zonder de tekst",
        until="tekst: 30 dagen, van een code 1 dag; aan wie, waarover en wanneer: tot je je account verwijdert",
        erased="mails aan jou gaan weg; uit een mail aan een ander gaat je naam weg",
    ),
    Holding(
        title="Logboek",
        fields={"accounts.AuditEvent": "object_key detail"},
        why="Kunnen nagaan wie wat deed: bevestigen, intrekken, inzien, uitvoeren. Zonder namen en adressen.",
        basis=SAFETY,
        who="de stichting",
        until="blijft",
        erased="blijft, en wijst naar een lege rij",
    ),
    Holding(
        title="Medewerkers van de site",
        fields={
            "wagtailcore.ModelLogEntry": "label data",
            "wagtailusers.UserProfile": "avatar",
            "certificates.Signatory": "name function picture",
            "cms.Contact": "email phone",
        },
        why="Zien wie wat wijzigde, wie certificaten ondertekent en wie je kunt bellen.",
        basis=AGREEMENT,
        who="medewerkers; wie tekent en het adres van de stichting ziet iedereen",
        until="geschiedenis: blijft; ondertekenaar: zolang zijn certificaten er zijn",
        erased="instellingen en naam in de geschiedenis gaan weg; wie tekende staat op papier en blijft",
    ),
    Holding(
        title="Opmerkingen over een les of een controle",
        fields={"courses.Remark": "text note"},
        why="Horen wat er niet klopt. Zonder afzender: wie iets meldt, typt hooguit zelf iets over een mens.",
        basis=INTEREST,
        who="redacteuren; de stichting",
        until="de woorden: een jaar",
        erased="er staat niet bij van wie het is",
    ),
    Holding(
        title="Achtergrondwerk",
        fields={"django_tasks_database.DBTaskResult": "args_kwargs traceback"},
        why="Mail en PDF’s maken zonder dat je hoeft te wachten, en weten wat er misging.",
        basis=SAFETY,
        who="wie de site onderhoudt",
        until="1 dag; wat misging 14 dagen",
        erased="je naam en adres gaan eruit",
    ),
)

# What editors and the foundation write for everybody to read, and what only the software reads.
NOT_PERSONAL: Fields = {
    "accounts.AuditEvent": "verb object_type",
    "certificates.Certificate": "group_kind course_title course_code goals edition_number",
    "certificates.CertificateFile": "seal_kid renderer_version",
    "certificates.SigningKey": "kid public",
    "certificates.StatusList": "credential bits_sha256",
    "cms.Evening": "code",
    "courses.BankImport": "course_slug format file_name items problems",
    "courses.BankImportRow": "before",
    "courses.Category": "course_slug slug name",
    "courses.Course": "slug",
    "courses.CourseDocument": "title file file_hash",
    "courses.CourseEdition": "reason notes source content_hash",
    "courses.CourseImage": "title file description file_hash",
    "courses.CoursePage": "subtitle for_whom intro goals closing",
    "courses.CourseRendition": "filter_spec file focal_point_key",
    "courses.CourseVideo": "title file captions transcript",
    "courses.EditionAsset": "sha256 file media_type",
    "courses.LessonPage": "message screens",
    "courses.LoadedPart": "fingerprint names",
    "courses.Meldpunt": "name number when",
    "courses.PanelReview": "question",
    "courses.Path": "title intro",
    "courses.PlannedRelease": "notes reason problem",
    "courses.Question": "title idnumber body facts",
    "courses.QuestionVersion": "content_hash type content",
    "courses.QuizPage": "intro slots bands",
    "courses.Regrade": "reason",
    "courses.Remark": "edition_number place",
    "courses.Source": "title url role checked_by_role",
    "courses.StoredFigures": "result",
    "courses.Trial": "token_hash",
    "registrations.BeatArea": "municipality first last",
    "registrations.Group": "number name place municipality source",
    "registrations.ImportChange": "number left_because",
    "registrations.PostcodeRange": "first last",
    "registrations.RegisterImport": "sha256 columns counts",
}
