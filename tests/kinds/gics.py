"""The official sub-industries of each sector, as they are since March 2023."""

ENERGY = """
Oil & Gas Drilling; Oil & Gas Equipment & Services; Integrated Oil & Gas;
Oil & Gas Exploration & Production; Oil & Gas Refining & Marketing;
Oil & Gas Storage & Transportation; Coal & Consumable Fuels
"""
MATERIALS = """
Commodity Chemicals; Diversified Chemicals; Fertilizers & Agricultural Chemicals; Industrial Gases;
Specialty Chemicals; Construction Materials; Metal, Glass & Plastic Containers;
Paper & Plastic Packaging Products & Materials; Aluminum; Diversified Metals & Mining; Copper; Gold;
Precious Metals & Minerals; Silver; Steel; Forest Products; Paper Products
"""
INDUSTRIALS = """
Aerospace & Defense; Building Products; Construction & Engineering;
Electrical Components & Equipment; Heavy Electrical Equipment; Industrial Conglomerates;
Construction Machinery & Heavy Transportation Equipment; Agricultural & Farm Machinery;
Industrial Machinery & Supplies & Components; Trading Companies & Distributors;
Commercial Printing; Environmental & Facilities Services; Office Services & Supplies;
Diversified Support Services; Security & Alarm Services; Human Resource & Employment Services;
Research & Consulting Services; Data Processing & Outsourced Services; Air Freight & Logistics;
Passenger Airlines; Marine Transportation; Rail Transportation; Cargo Ground Transportation;
Passenger Ground Transportation; Airport Services; Highways & Railtracks; Marine Ports & Services
"""
CONSUMER_DISCRETIONARY = """
Automotive Parts & Equipment; Tires & Rubber; Automobile Manufacturers; Motorcycle Manufacturers;
Consumer Electronics; Home Furnishings; Homebuilding; Household Appliances;
Housewares & Specialties; Leisure Products; Apparel, Accessories & Luxury Goods; Footwear;
Textiles; Casinos & Gaming; Hotels, Resorts & Cruise Lines; Leisure Facilities; Restaurants;
Education Services; Specialized Consumer Services; Distributors; Broadline Retail; Apparel Retail;
Computer & Electronics Retail; Home Improvement Retail; Other Specialty Retail; Automotive Retail;
Homefurnishing Retail
"""
CONSUMER_STAPLES = """
Drug Retail; Food Distributors; Food Retail; Consumer Staples Merchandise Retail; Brewers;
Distillers & Vintners; Soft Drinks & Non-alcoholic Beverages; Agricultural Products & Services;
Packaged Foods & Meats; Tobacco; Household Products; Personal Care Products
"""
HEALTH_CARE = """
Health Care Equipment; Health Care Supplies; Health Care Distributors; Health Care Services;
Health Care Facilities; Managed Health Care; Health Care Technology; Biotechnology; Pharmaceuticals;
Life Sciences Tools & Services
"""
FINANCIALS = """
Diversified Banks; Regional Banks; Commercial & Residential Mortgage Finance;
Diversified Financial Services; Multi-Sector Holdings; Specialized Finance;
Transaction & Payment Processing Services; Consumer Finance; Asset Management & Custody Banks;
Investment Banking & Brokerage; Diversified Capital Markets; Financial Exchanges & Data;
Mortgage REITs; Insurance Brokers; Life & Health Insurance; Multi-line Insurance;
Property & Casualty Insurance; Reinsurance
"""
INFORMATION_TECHNOLOGY = """
IT Consulting & Other Services; Internet Services & Infrastructure; Application Software;
Systems Software; Communications Equipment; Technology Hardware, Storage & Peripherals;
Electronic Equipment & Instruments; Electronic Components; Electronic Manufacturing Services;
Technology Distributors; Semiconductor Materials & Equipment; Semiconductors
"""
COMMUNICATION_SERVICES = """
Alternative Carriers; Integrated Telecommunication Services; Wireless Telecommunication Services;
Advertising; Broadcasting; Cable & Satellite; Publishing; Movies & Entertainment;
Interactive Home Entertainment; Interactive Media & Services
"""
UTILITIES = """
Electric Utilities; Gas Utilities; Multi-Utilities; Water Utilities;
Independent Power Producers & Energy Traders; Renewable Electricity
"""
REAL_ESTATE = """
Diversified REITs; Industrial REITs; Hotel & Resort REITs; Office REITs; Health Care REITs;
Multi-Family Residential REITs; Single-Family Residential REITs; Retail REITs;
Other Specialized REITs; Self-Storage REITs; Telecom Tower REITs; Timber REITs; Data Center REITs;
Diversified Real Estate Activities; Real Estate Operating Companies; Real Estate Development;
Real Estate Services
"""
NAMES = {
    "Energy": ENERGY,
    "Materials": MATERIALS,
    "Industrials": INDUSTRIALS,
    "Consumer Discretionary": CONSUMER_DISCRETIONARY,
    "Consumer Staples": CONSUMER_STAPLES,
    "Health Care": HEALTH_CARE,
    "Financials": FINANCIALS,
    "Information Technology": INFORMATION_TECHNOLOGY,
    "Communication Services": COMMUNICATION_SERVICES,
    "Utilities": UTILITIES,
    "Real Estate": REAL_ESTATE,
}
# Sub-industry -> sector
SECTOR_OF = {
    " ".join(name.split()): sector for sector, names in NAMES.items() for name in names.split(";")
}
