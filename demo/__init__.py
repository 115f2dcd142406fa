"""The sample shop, Harbour & Finch: its catalogue, its pictures and its simulated shoppers."""
