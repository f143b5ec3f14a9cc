"""What the demo world is made of. Municipalities and postcode areas are real; people and groups are invented."""

from accounts.roles import Role

# municipality: (places, first and last PC4)
MUNICIPALITIES: dict[str, tuple[list[str], int, int]] = {
    "Zoetermeer": (["Zoetermeer"], 2711, 2729),
    "Stein": (["Stein", "Elsloo", "Urmond"], 6171, 6181),
    "Renkum": (["Renkum", "Oosterbeek", "Heelsum"], 6861, 6871),
    "Tilburg": (["Tilburg", "Berkel-Enschot"], 5011, 5049),
    "Gorinchem": (["Gorinchem", "Dalem"], 4201, 4208),
    "Lelystad": (["Lelystad"], 8211, 8245),
}
STREETS = [
    "Eikenlaan", "Molenwijk", "Kersengaarde", "Lindehof", "Zonnebloemplein", "Havenkwartier", "Vogelbuurt",
    "Stationsbuurt", "Dorpsstraat", "Kastanjepark", "Waterrijk", "Oude Kern", "Bloemenwijk", "Parkzicht",
    "De Hoven", "Rietkraag", "Schoolplein", "Kloosterveld", "Meidoorn", "Zuidrand",
]  # fmt: skip
FIRST_NAMES = [
    "Anneke", "Bilal", "Carla", "Dirk", "Elif", "Frans", "Gerda", "Hatice", "Ineke", "Jaap", "Kees", "Latifa",
    "Marja", "Naoufal", "Olga", "Piet", "Quirine", "Ruud", "Sjaan", "Truus", "Umar", "Vera", "Willem", "Xandra",
    "Yusuf", "Zofia", "Đorđe", "Ömer", "Łukasz", "Thảo",
]  # fmt: skip
LAST_NAMES = [
    "Aerts", "van den Berg", "Çelik", "de Graaf", "Demir", "Eijkman", "Faassen", "Goossens", "Haddad", "Ivanović",
    "Jansma", "Koster", "Lemmens", "Maas", "Nguyễn", "Oosterhof", "Pinas", "Quist", "Rooijakkers", "Smeets",
    "Tjon", "Uijtewaal", "Vermeer", "Wiśniewska", "O'Brien",
]  # fmt: skip

GROUPS = 60
TEAMS = 5
PEOPLE = 150
DOMAIN = "demo.example.org"
GROUP_PREFIX = "D"

# login, name, role, municipality of the beat; the second factor is made from the login (cms.demo.staff).
STAFF: list[tuple[str, str, Role, str]] = [
    ("redacteur", "Roos de Redacteur", Role.EDITOR, ""),
    ("eindredacteur", "Evert Eindredacteur", Role.CHIEF_EDITOR, ""),
    ("wijkagent.zoetermeer", "Wijkagent Zoetermeer", Role.OFFICER, "Zoetermeer"),
    ("wijkagent.stein", "Wijkagent Stein", Role.OFFICER, "Stein"),
    ("registraties", "Registraties van de stichting", Role.REGISTRAR, ""),
    ("certificaten", "Certificaten van de stichting", Role.CERTIFIER, ""),
    ("beheer", "Beheer van de stichting", Role.ADMIN, ""),
]
LEARNER = ("buurman", "Henk de Buurman")
MANAGER = ("beheerder", "Anja de Beheerder")
