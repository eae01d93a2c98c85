"""A spreadsheet as a form brings it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import ValidationError

from portal.errors import Invalid
from portal.evidence.sniff import clean_name
from portal.evidence.store import digest_of
from portal.forms import Form
from portal.services.imports import Table
from portal.sheets.reading import LARGEST_FILE, read_sheets


class SheetForm(Form):
    """A table to bring."""

    file = FileField(
        _l("表格"),
        description=_l("XLSX 文件（Excel、WPS 都可以），不超过 5 MB、5000 行。"),
        render_kw={"accept": ".xlsx"},
    )

    def validate_file(self, field: FileField) -> None:
        """Without a file there is nothing to do."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("请选择要上传的表格"))


def table_of(form: SheetForm) -> Table:
    """What the sent file says. Raises Invalid, at the field, for what cannot be read."""
    sent = form.file.data
    sent.seek(0)
    content = sent.read(LARGEST_FILE + 1)
    sheets = read_sheets(content)
    if not any(sheet.rows for sheet in sheets):
        raise Invalid("表格是空的", field="file")
    return Table(
        clean_name(sent.filename, "xlsx"), digest_of(content), [(one.name, one.rows) for one in sheets]
    )
