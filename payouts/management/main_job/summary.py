"""What the main job came to, for a person."""

from decimal import Decimal

from rich.console import Console
from rich.table import Table

from payouts.management.main_job.cast import APP_KEY, PASSWORD, Login, code_of_amys_app
from payouts.management.main_job.job import Done
from payouts.money import Money
from payouts.templatetags.money import money

_SOURCE = (
    "Form and published figures: Service Engineering laboratory, Technion (Guedj, Mandelbaum); "
    "Brown et al., JASA 100 (2005)."
)


def print_summary(done: Done, *, logins: list[Login], console: Console) -> None:
    """The month's figures, how to look further, and the ways in."""
    figures = done.figures
    table = Table(show_header=False, box=None, padding=(0, 2))
    table.add_column(style="dim")
    table.add_column(justify="right")
    table.add_column(style="dim")
    table.add_row("Contacts", f"{figures.rows:,}", f"{figures.handled:,} handled by a named agent")
    table.add_row("", f"{figures.abandoned:,}", "abandoned")
    table.add_row("", f"{figures.unattributed:,}", "handled, nobody named: held")
    table.add_row("", f"{figures.phantom:,}", "phantom")
    if figures.rejected:
        table.add_row("", f"{figures.rejected:,}", f"unreadable: see {done.rejects}")
    if figures.unrated:
        table.add_row("", f"{figures.unrated:,}", "of a campaign without rates: held")
    hours = Decimal(figures.productive_seconds) / 3600
    table.add_row("Productive hours", f"{hours:,.1f}", f"{len(figures.seconds_by_agent)} agents")
    charged, paid = sum(figures.charge_by_campaign.values()), sum(figures.pay_by_agent.values())
    table.add_row("Charged", _shown(charged, figures.currency), "to the brand")
    table.add_row("Earned", _shown(paid, figures.currency), "by the agents")
    for invoice in figures.invoices:
        table.add_row("Invoice", _shown(invoice["total"], figures.currency), str(invoice["number"]))
    table.add_row(
        "Paid out",
        _shown(figures.payouts["total"], figures.currency),
        f"{figures.payouts['paid']} payouts, {figures.payouts['skipped']} agents skipped",
    )
    books = figures.books
    table.add_row(
        "Books", f"{books['transactions']:,}", f"transactions, {books['entries']:,} entries"
    )
    table.add_row("Broken laws", str(books["violations"]), "see: manage.py prove_books")
    console.print()
    console.print(table)
    console.print(f"\n[dim]{_SOURCE}[/dim]\n")
    console.print(f"[bold]Sign in[/bold] with the password [bold]{PASSWORD}[/bold]")
    for login in logins:
        # Addresses are to be copied: nothing of them is cut or wrapped.
        console.print(f"  {login.role:<18}{login.email}", soft_wrap=True, highlight=False)
        console.print(f"{'':<20}[dim]{login.url}[/dim]", soft_wrap=True, highlight=False)
    console.print(
        f"\nAmy signs in and approves with a code of her authenticator app: now it shows "
        f"[bold]{code_of_amys_app()}[/bold].\nFor the next one: make manage ARGS='demo --code', "
        f"or type her key into an app of your own:",
        highlight=False,
    )
    console.print(f"  {APP_KEY}", soft_wrap=True, highlight=False)


def _shown(minor: int, currency: str) -> str:
    return money(Money(minor, currency))
