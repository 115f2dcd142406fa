"""The sample shop, Harbour & Finch: its catalog, its pictures and its simulated shoppers."""
