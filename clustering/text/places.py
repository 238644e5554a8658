"""Names of places, months and legal forms: where, when and as what, never what a company does.

Left out are names that mean a product, a trade or a company rather than a place where they stand in
capitals too: Bath, Cork, Hollywood, Java, Mobile, Nice, Orange, Reading.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from clustering.text.language import word_set
from clustering.text.ngrams import Analyser

_NAMES = """
Afghanistan, Albania, Algeria, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan, Bahamas,
Bahrain, Bangladesh, Barbados, Belarus, Belgium, Belize, Benin, Bermuda, Bhutan, Bolivia, Bosnia,
Botswana, Brazil, Brunei, Bulgaria, Burkina Faso, Burundi, Cambodia, Cameroon, Canada, Cape Verde,
Cayman Islands, Central African Republic, Chad, Chile, China, Colombia, Congo, Costa Rica, Croatia,
Cuba, Cyprus, Czechia, Czech Republic, Denmark, Djibouti, Dominican Republic, Ecuador, Egypt,
El Salvador, England, Eritrea, Estonia, Eswatini, Ethiopia, Fiji, Finland, France, Gabon, Gambia,
Georgia, Germany, Ghana, Gibraltar, Great Britain, Greece, Greenland, Guam, Guatemala, Guinea,
Guyana, Haiti, Honduras, Hong Kong, Hungary, Iceland, India, Indonesia, Iran, Iraq, Ireland,
Isle of Man, Israel, Italy, Ivory Coast, Jamaica, Japan, Jordan, Kazakhstan, Kenya, Korea, Kosovo,
Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon, Lesotho, Liberia, Libya, Liechtenstein, Lithuania,
Luxembourg, Macau, Madagascar, Malawi, Malaysia, Maldives, Mali, Malta, Mauritania, Mauritius,
Mexico, Moldova, Monaco, Mongolia, Montenegro, Morocco, Mozambique, Myanmar, Namibia, Nepal,
Netherlands, New Zealand, Nicaragua, Niger, Nigeria, North Macedonia, Northern Ireland, Norway,
Oman, Pakistan, Palestine, Panama, Papua New Guinea, Paraguay, Peru, Philippines, Poland, Portugal,
Puerto Rico, Qatar, Romania, Russia, Rwanda, Samoa, Saudi Arabia, Scotland, Senegal, Serbia,
Seychelles, Sierra Leone, Singapore, Slovakia, Slovenia, Somalia, South Africa, South Korea,
South Sudan, Spain, Sri Lanka, Sudan, Suriname, Sweden, Switzerland, Syria, Taiwan, Tajikistan,
Tanzania, Thailand, Togo, Trinidad and Tobago, Tunisia, Turkey, Turkmenistan, Uganda, Ukraine,
United Arab Emirates, United Kingdom, United States of America, United States, Uruguay, Uzbekistan,
Venezuela, Vietnam, Wales, Yemen, Zambia, Zimbabwe,

Africa, Asia, Asia Pacific, Asia-Pacific, Balkans, Benelux, British Columbia, California, Caribbean,
Central America, Central Asia, Central Europe, East Africa, East Asia, Eastern Europe, Europe,
European Union, Far East, Latin America, Middle East, Midwest, New England, New South Wales,
North Africa, North America, Northern Europe, Nova Scotia, Ontario, Quebec, Queensland, Scandinavia,
South America, South Asia, Southeast Asia, South-East Asia, Southern Europe, Tasmania,
West Africa, Western Europe, Alberta, Manitoba, Saskatchewan, Bavaria, Catalonia, Flanders, Gujarat,
Johor, Karnataka, Kerala, Lombardy, Maharashtra, Normandy, Penang, Punjab, Sabah, Sarawak, Saxony,
Selangor, Sichuan, Sicily, Tamil Nadu, Tuscany, Guangdong, Zhejiang,

Alabama, Alaska, Arizona, Arkansas, Colorado, Connecticut, Delaware, Florida, Hawaii, Idaho,
Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan,
Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada, New Hampshire, New Jersey, New Mexico,
New York, North Carolina, North Dakota, Ohio, Oklahoma, Oregon, Pennsylvania, Rhode Island,
South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont, Virginia, Washington,
West Virginia, Wisconsin, Wyoming,

Abu Dhabi, Accra, Addis Ababa, Ahmedabad, Albuquerque, Algiers, Amsterdam, Ankara, Antwerp, Athens,
Atlanta, Auckland, Austin, Baghdad, Baltimore, Bandung, Bangalore, Bangkok, Barcelona, Basel,
Beijing, Beirut, Belfast, Belgrade, Bengaluru, Berlin, Bern, Bogota, Bogotá, Bologna, Bordeaux,
Boston, Bratislava, Brisbane, Bristol, British Isles, Brooklyn, Brussels, Bucharest, Budapest,
Buenos Aires, Buffalo, Cairo, Calgary, Cape Town, Caracas, Casablanca, Charlotte, Chengdu, Chennai,
Chicago, Cincinnati, Cleveland, Cologne, Colombo, Copenhagen, Dallas, Delhi, Denver, Detroit, Dhaka,
Doha, Dortmund, Dubai, Dublin, Durban, Dusseldorf, Düsseldorf, Edinburgh, Frankfurt, Fort Worth,
Geneva, Genoa, George Town, Glasgow, Gothenburg, Greater London, Guadalajara, Guangzhou, Gurgaon,
Gurugram, Hamburg, Hangzhou, Hanoi, Hanover, Havana, Helsinki, Ho Chi Minh City, Honolulu, Houston,
Hyderabad, Indianapolis, Ipoh, Istanbul, Jacksonville, Jakarta, Jeddah, Jerusalem, Johannesburg,
Johor Bahru, Kampala, Kansas City, Karachi, Kiev, Kyiv, Klang, Kobe, Kolkata, Kota Kinabalu, Krakow,
Kuala Lumpur, Kuching, Kyoto, Lagos, Lahore, Las Vegas, Leeds, Leipzig, Lima, Lisbon, Liverpool,
London, Long Beach, Los Angeles, Louisville, Lyon, Madrid, Manchester, Manhattan, Manila, Marseille,
Melbourne, Memphis, Mexico City, Miami, Milan, Milwaukee, Minneapolis, Minsk, Monterrey, Montevideo,
Montreal, Montréal, Moscow, Mountain View, Mumbai, Munich, Nairobi, Nagoya, Naples, Nashville,
New Delhi, New Orleans, New York City, Noida, Oakland, Osaka, Oslo, Ottawa, Palo Alto, Paris, Perth,
Petaling Jaya, Philadelphia, Phoenix, Pittsburgh, Portland, Porto, Prague, Pune, Raleigh, Riga,
Rio de Janeiro, Riyadh, Rome, Rotterdam, Sacramento, Saint Petersburg, Salt Lake City, San Antonio,
San Diego, San Francisco, San Jose, Santa Clara, Santiago, Sao Paulo, São Paulo, Seattle, Seoul,
Shah Alam, Shanghai, Shenzhen, Sofia, St. Louis, Stockholm, Stuttgart, Surabaya, Sydney, Taipei,
Tallinn, Tampa, Tehran, Tel Aviv, The Hague, Tokyo, Toronto, Toulouse, Tunis, Turin, Utrecht,
Valencia, Vancouver, Venice, Vienna, Vilnius, Warsaw, Wellington, Wuhan, Yokohama, Zagreb, Zurich,
Zürich,

January, February, March, April, May, June, July, August, September, October, November, December,

Bhd, Berhad, Corp, GmbH, Inc, Incorporated, Limited, LLC, LLP, Ltd, Plc, Private Limited, Pte, Pty,
Pvt, Sdn, Class A, Class A share, Class A shares, Class A stock, Class B, Class B share,
Class B shares, Class B stock, Class C, Class C share, Class C shares, Class C stock
"""
# In small letters these are things, or other words
_CAPITALS_ALONE = word_set(
    """
    August Austin Buffalo Chad Charlotte China Cologne Georgia Hamburg Jordan Limited Lima Maine
    March May Naples Panama Phoenix Turkey Wales
    """
)
_EVERY = [" ".join(name.split()) for name in _NAMES.split(",")]


def _pattern(names: Sequence[str], flags: int = 0) -> re.Pattern[str]:
    """Any of the names as a whole; by their first letters, for else all are tried at each word."""
    by_letter = defaultdict(list)
    # The longest first, for "New York City" begins with another name
    for name in sorted(names, key=len, reverse=True):
        by_letter[name[0]].append(re.escape(name[1:]))
    letters = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
    return re.compile(rf"\b(?:{letters})\b", flags)


_IN_ANY_CASE = _pattern([name for name in _EVERY if name not in _CAPITALS_ALONE], re.IGNORECASE)
_IN_CAPITALS = _pattern([*_CAPITALS_ALONE, *map(str.upper, _CAPITALS_ALONE)])
_ANALYSER = Analyser()
TOKENS = frozenset(
    token for name in _EVERY for sentence in _ANALYSER.token_sentences(name) for token in sentence
)


def without_names(text: str) -> str:
    return _IN_CAPITALS.sub(" ", _IN_ANY_CASE.sub(" ", text))


@lru_cache(maxsize=1000)
def tokens_elsewhere(text: str) -> frozenset[str]:
    """Those of TOKENS that a text has outside of such names: "angel" of investors, "unit"."""
    sentences = _ANALYSER.token_sentences(without_names(text))
    return TOKENS.intersection(token for sentence in sentences for token in sentence)
