"""What each scorer says of a product for a shopper, and the matrices behind it."""
