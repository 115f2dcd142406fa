"""The whole service under faults: one every twenty seconds, while shoppers, carts and emails go on."""
