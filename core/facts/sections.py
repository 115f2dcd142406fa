"""The sections of a shop's facts, a subject each, and their fields, a question each."""

from typing import Annotated, Literal

from pydantic import Field

from core.facts.texts import Listing, Name, Section, Text


class Delivery(Section):
    """How things come."""

    text: Text | None = None
    """Delivery in general."""
    cost: Text | None = None
    """What it costs: write {delivery_cost}, and {free_delivery_from}."""
    free: Text | None = None
    """From which total it is free: write {free_delivery_from}."""
    time: Text | None = None
    """How long it takes."""
    countries: Listing | None = None
    """Where to."""
    options: Listing | None = None
    """Ways to have it delivered: standard, express, next day, collection …"""
    tracking: Text | None = None
    """Whether and how a parcel can be followed."""
    carrier: Text | None = None
    """Who brings it."""
    recipient: Text | None = None
    """Whether it can go to another address or person."""
    missed: Text | None = None
    """What happens where nobody is at home."""
    customs: Text | None = None
    """Duties and taxes on import."""


class Returns(Section):
    """What can go back."""

    VALUES = ("days",)

    days: Annotated[int, Field(ge=0, le=3_650)] | None = None
    """How many days there are for it: {days} in texts of this section."""
    paid_by: Literal["shop", "shopper"] | None = None
    """Who pays the postage of a return."""
    text: Text | None = None
    """Returns in general."""
    window: Text | None = None
    """Until when."""
    how: Text | None = None
    """What to do, and where to send it."""
    postage: Text | None = None
    """Who pays for it."""
    exceptions: Text | None = None
    """What can't be returned."""
    condition: Text | None = None
    """What it must be like: unused, in its packaging …"""
    exchange: Text | None = None
    """Whether and how it is swapped."""
    refund: Text | None = None
    """When and how the money comes back."""
    faulty: Text | None = None
    """What holds where a thing is faulty, damaged or the wrong one."""


class Payment(Section):
    """How it is paid."""

    methods: Listing | None = None
    """By what means."""
    security: Text | None = None
    """How safe it is, and what is kept of a card."""
    timing: Text | None = None
    """When the money is taken."""
    currency: Text | None = None
    """In which money prices and payments are."""


class Vouchers(Section):
    """Codes and discounts."""

    text: Text | None = None
    """Whether there are codes now, and where they go."""
    combine: Text | None = None
    """How many codes an order takes."""
    student: Text | None = None
    """A discount for students."""
    professions: Text | None = None
    """One for a profession, an age or a charity."""
    first_order: Text | None = None
    """One for newcomers or for the newsletter."""
    loyalty: Text | None = None
    """Points and rewards."""
    sale: Text | None = None
    """When prices are reduced."""


class GiftCards(Section):
    """Gift cards of the shop."""

    text: Text | None = None
    """Whether there are any."""
    amounts: Text | None = None
    """Over which amounts."""
    validity: Text | None = None
    """Until when they hold."""
    sending: Text | None = None
    """How and when they come."""
    use: Text | None = None
    """How they are redeemed, and what is left on one."""


class Contact(Section):
    """How the shop is reached."""

    VALUES = ("email", "telephone")

    email: Name | None = None
    """{email} in texts of this section."""
    telephone: Name | None = None
    """{telephone} in texts of this section."""
    text: Text | None = None
    """In general."""
    by_email: Text | None = None
    """By email: write {email}."""
    by_telephone: Text | None = None
    """By telephone: write {telephone}."""
    by_post: Text | None = None
    """By letter."""
    social: Text | None = None
    """By social networks and messengers."""


class Opening(Section):
    """When somebody is there."""

    hours: Text | None = None
    """In a usual week."""
    holidays: Text | None = None
    """On holidays."""


class Store(Section):
    """A shop to walk into."""

    text: Text | None = None
    """Whether and where there is one."""


class Warranty(Section):
    """What is done when something breaks later."""

    text: Text | None = None
    """For how long there is a guarantee, and on what."""
    spare_parts: Text | None = None
    """Whether there are any."""
    repair: Text | None = None
    """Whether things are mended."""
    extended: Text | None = None
    """Insurance and longer guarantees."""


class GiftWrap(Section):
    """Wrapping."""

    text: Text | None = None
    """Whether things are wrapped."""
    cost: Text | None = None
    """What that costs."""
    card: Text | None = None
    """A card or a message with it."""
    prices_hidden: Text | None = None
    """Whether prices and receipts are left out."""


class Accounts(Section):
    """The shopper's account."""

    text: Text | None = None
    """Whether one is needed."""
    create: Text | None = None
    """How one is made."""
    login: Text | None = None
    """Signing in, and lost passwords."""
    change: Text | None = None
    """Changing what is in it."""
    delete: Text | None = None
    """Closing it."""


class Prices(Section):
    """What prices are."""

    vat: Text | None = None
    """Whether taxes are in them."""
    match: Text | None = None
    """Whether other shops' prices are matched."""
    hidden: Text | None = None
    """What comes on top."""
    quantity: Text | None = None
    """For many at once, and for businesses."""


class Stock(Section):
    """What is there."""

    text: Text | None = None
    """Where it is seen."""
    restock: Text | None = None
    """When things come back."""
    notice: Text | None = None
    """Notices, reservations, orders ahead."""


class Orders(Section):
    """Ordering."""

    how: Text | None = None
    """How it is done."""
    minimum: Text | None = None
    """The least that can be ordered."""
    confirmation: Text | None = None
    """How one knows that it went through."""
    cancel: Text | None = None
    """Until when an order can be cancelled."""
    change: Text | None = None
    """Until when one can be changed."""
    invoice: Text | None = None
    """Invoices and receipts."""


class About(Section):
    """The shop itself."""

    text: Text | None = None
    """What shop it is, and what it sells."""
    trust: Text | None = None
    """Who stands behind it."""
    location: Text | None = None
    """Where it is."""
    origin: Text | None = None
    """Where its things are made, and by whom."""
    sustainability: Text | None = None
    """Packaging, climate, ethics."""
    jobs: Text | None = None
    """Working there."""
    privacy: Text | None = None
    """What is done with personal data."""
    newsletter: Text | None = None
    """Getting it, and getting rid of it."""
    reviews: Text | None = None
    """What others say."""
    terms: Text | None = None
    """Terms and conditions."""
    services: Text | None = None
    """Engraving, assembly, subscriptions and the like."""
