"""What every room stands on: settings, database, clock, shopper, product, consent."""
