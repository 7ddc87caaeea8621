"""The provinces of Spain, because Spanish vacancies of EURES name nothing finer.

Facts: ISO 3166-2:ES codes, areas as published by the Instituto Geográfico Nacional (whole km²), coordinates of the
capitals to a hundredth of a degree (about 1 km). The first name is the one to show; the others are what feeds write.
"""

from __future__ import annotations

from typing import NamedTuple


class Province(NamedTuple):
    """One province: code without `ES-`, names, capital's latitude and longitude in degrees, area in km²."""

    code: str
    names: tuple[str, ...]
    latitude: float
    longitude: float
    area_km2: int


SPAIN = (
    Province("A", ("Alicante", "Alacant"), 38.35, -0.48, 5817),
    Province("AB", ("Albacete",), 38.99, -1.86, 14924),
    Province("AL", ("Almería",), 36.84, -2.46, 8775),
    Province("AV", ("Ávila",), 40.66, -4.70, 8050),
    Province("B", ("Barcelona",), 41.39, 2.16, 7728),
    Province("BA", ("Badajoz",), 38.88, -6.97, 21766),
    Province("BI", ("Bizkaia", "Vizcaya", "Biscay"), 43.26, -2.93, 2217),
    Province("BU", ("Burgos",), 42.34, -3.70, 14292),
    Province("C", ("A Coruña", "La Coruña", "Coruña"), 43.37, -8.40, 7950),
    Province("CA", ("Cádiz",), 36.53, -6.29, 7436),
    Province("CC", ("Cáceres",), 39.48, -6.37, 19868),
    Province("CE", ("Ceuta",), 35.89, -5.31, 19),
    Province("CO", ("Córdoba",), 37.89, -4.77, 13771),
    Province("CR", ("Ciudad Real",), 38.99, -3.93, 19813),
    Province("CS", ("Castellón", "Castelló"), 39.99, -0.04, 6632),
    Province("CU", ("Cuenca",), 40.07, -2.14, 17140),
    Province("GC", ("Las Palmas", "Palmas, Las"), 28.10, -15.41, 4066),
    Province("GI", ("Girona", "Gerona"), 41.98, 2.82, 5910),
    Province("GR", ("Granada",), 37.19, -3.61, 12647),
    Province("GU", ("Guadalajara",), 40.63, -3.16, 12214),
    Province("H", ("Huelva",), 37.26, -6.95, 10128),
    Province("HU", ("Huesca",), 42.14, -0.41, 15636),
    Province("J", ("Jaén",), 37.77, -3.79, 13496),
    Province("L", ("Lleida", "Lérida"), 41.62, 0.63, 12173),
    Province("LE", ("León",), 42.60, -5.57, 15581),
    Province("LO", ("La Rioja", "Rioja, La", "Rioja"), 42.47, -2.45, 5045),
    Province("LU", ("Lugo",), 43.01, -7.56, 9857),
    Province("M", ("Madrid",), 40.42, -3.70, 8028),
    Province("MA", ("Málaga",), 36.72, -4.42, 7308),
    Province("ML", ("Melilla",), 35.29, -2.94, 12),
    Province("MU", ("Murcia",), 37.99, -1.13, 11313),
    Province("NA", ("Navarra", "Nafarroa", "Navarre"), 42.82, -1.64, 10391),
    Province("O", ("Asturias",), 43.36, -5.85, 10604),
    Province("OR", ("Ourense", "Orense"), 42.34, -7.86, 7273),
    Province("P", ("Palencia",), 42.01, -4.53, 8052),
    Province("PM", ("Islas Baleares", "Illes Balears", "Baleares", "Balears"), 39.57, 2.65, 4992),
    Province("PO", ("Pontevedra",), 42.43, -8.64, 4495),
    Province("S", ("Cantabria",), 43.46, -3.81, 5321),
    Province("SA", ("Salamanca",), 40.96, -5.66, 12350),
    Province("SE", ("Sevilla", "Seville"), 37.38, -5.97, 14036),
    Province("SG", ("Segovia",), 40.95, -4.12, 6921),
    Province("SO", ("Soria",), 41.76, -2.46, 10306),
    Province("SS", ("Gipuzkoa", "Guipúzcoa"), 43.31, -1.97, 1980),
    Province("T", ("Tarragona",), 41.12, 1.25, 6303),
    Province("TE", ("Teruel",), 40.34, -1.11, 14809),
    Province("TF", ("Santa Cruz de Tenerife", "Tenerife"), 28.47, -16.25, 3381),
    Province("TO", ("Toledo",), 39.86, -4.02, 15370),
    Province("V", ("Valencia", "València"), 39.47, -0.38, 10806),
    Province("VA", ("Valladolid",), 41.66, -4.72, 8110),
    Province("VI", ("Álava", "Araba", "Araba/Álava"), 42.85, -2.67, 3037),
    Province("Z", ("Zaragoza", "Saragossa"), 41.66, -0.88, 17274),
    Province("ZA", ("Zamora",), 41.50, -5.75, 10561),
)
