"""Everything that is asked of Stripe. Who may ask is the caller's rule; `actor` is for the audit.

Each of these commits what it is about to ask, asks with no transaction open, and applies what
Stripe then has: so call them with nothing changed yet, and from a request or a job, not inside
another action. What goes wrong raises `gateway.Down` (Unavailable), `Declined`, or `Busy`.

    purchase.begin_teacher(person_id, plan="standard", code="") -> url of Checkout
    purchase.order_school(SchoolOrder(…), pay="invoice" or "checkout", back=Back(…))
        -> Ordered(membership_id, url); on invoice without a url: the worker places it
    purchase.checkout(membership_id, back=Back(...)) -> url; again, for an order that was not paid

    seats.preview(membership_id, seats) -> Cost(seats, now, vat, yearly, until)
    seats.more(membership_id, seats, seen=…, actor=…)     an absolute number, billed at once
    seats.at_renewal(membership_id, seats, actor=…)       fewer; the same number takes it back

    ending.cancel(membership_id, actor=…)                 at the end of the period
    ending.undo(membership_id, actor=…)
    ending.withdraw(membership_id, actor=…) -> cents that go back (within 14 days)

    corrections.refund(invoice_id, cents, actor=…)        money back, the invoice stays
    corrections.credit(invoice_id, cents, reason, actor=…)  a credit note; what was paid goes back
    corrections.void(invoice_id, actor=…), corrections.paid_elsewhere(invoice_id, actor=…)

    portal.url(membership_id, back="/ik/lidmaatschap") -> Stripe's page for card and address

    sync.later(membership_id)     in the current transaction, by the worker
    sync.now(membership_id)       here and now; -> False when somebody else was doing it

What others hang on: `app.extensions["on_invoice"]`, functions that get an Invoice in the
transaction in which it is first seen final (it has its number), and `on_paid` likewise.
"""
