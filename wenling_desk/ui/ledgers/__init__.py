"""台账: the ledgers of business in their groups, the list of one of them, its entries, and the acts on them."""
