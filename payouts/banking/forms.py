"""What a clerk may ask of bank files, and what is handed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.banking.models import BankFile, FileStatus, RowStatus
from payouts.gateway.bank_files.reading import LARGEST

_ANY: list[tuple[str, Any]] = [("", _("Any"))]


class FileFilter(forms.Form):
    """Which files."""

    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[*_ANY, *FileStatus.choices]
    )
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[*_ANY, *(BankFile._meta.get_field("format").choices or [])],
    )
    run = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def asked(self) -> dict[str, Any]:
        """What is filtered by; nothing where the form is not valid."""
        return dict(self.cleaned_data) if self.is_valid() else {}


class RowFilter(forms.Form):
    """Which rows of a report."""

    status = forms.ChoiceField(
        label=_("Became"), required=False, choices=[*_ANY, *RowStatus.choices]
    )

    def asked(self) -> str:
        """The status asked for, or nothing."""
        return str(self.cleaned_data["status"]) if self.is_valid() else ""


class ReportForm(forms.Form):
    """A file of the bank's."""

    file = forms.FileField(
        label=_("File of the bank"),
        help_text=_(
            "A pain.002, camt.054, camt.053 or NACHA return file. The same file twice does no harm."
        ),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 50 MB."))
        return file
