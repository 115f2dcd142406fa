"""Where the recommender meets the shop's records: one set of answers for HTTP, jobs and emails alike."""
