"""Where each module of the product is tested, and `make mirrors`, which looks whether that is true."""
