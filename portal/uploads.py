"""Several files at once, in every room alike: the form, the limits said before, what became of each file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField
from wtforms.validators import ValidationError

from portal import current
from portal.errors import AlreadyDone, Invalid, Refused
from portal.evidence.sniff import ACCEPT
from portal.evidence.store import Store, digest_of
from portal.forms import Form, required
from portal.models import Fact
from portal.services import evidence as services
from portal.services.evidence import Upload
from portal.services.work import Work

MB = 1024 * 1024


def evidence_store() -> Store:
    """The installation's evidence folder, with its virus scanner at the door where it has one."""
    config = current_app.config
    return Store(config["EVIDENCE_FOLDER"], config["CLAMD"])


def limits() -> dict[str, int]:
    """What is said before a file is chosen: the largest file and sending in MB, how many at once."""
    config = current_app.config
    return {
        "one": config["EVIDENCE_LIMIT"] // MB,
        "all": config["MAX_CONTENT_LENGTH"] // MB,
        "count": config["EVIDENCE_AT_ONCE"],
    }


def at_once(form: Form, field: MultipleFileField) -> None:
    """Hold the number of files in one sending within what was said before."""
    most = current_app.config["EVIDENCE_AT_ONCE"]
    if len(field.data or []) > most:
        raise ValidationError(_("一次最多 %(most)s 份，请分几次上传", most=most))


class EvidenceForm(Form):
    """Files, declared free of secrets."""

    file = MultipleFileField(
        _l("选择文件"), [FileRequired(_l("请选择文件")), at_once], render_kw={"accept": ACCEPT}
    )
    unclassified = BooleanField(
        _l("我确认所选材料不涉密"), [required(_l("请确认材料不涉密；涉密材料不得上传"))]
    )


def chosen(files: Sequence[FileStorage] | None, *, unclassified: bool) -> list[Upload]:
    """The chosen files as the services take them; empty when none was chosen."""
    found = []
    for file in files or []:
        if file and file.filename:
            file.seek(0)
            found.append(Upload(file.filename, file.read(), unclassified))
    return found


@dataclass(frozen=True)
class Outcome:
    """What became of one of several files: kept, or why not."""

    name: str
    fault: str = ""


def attach_each(found: Fact, form: EvidenceForm) -> list[Outcome]:
    """Attach what the form brought to a fact: each file stands or is refused for itself, and the form says
    which. Nothing where the form itself is not in order."""
    uploads = chosen(form.file.data, unclassified=True) if form.validate_on_submit() else []
    outcomes = [kept(found, upload) for upload in uploads]
    for one in outcomes:
        if one.fault:
            named = _("“%(name)s”：%(fault)s", name=one.name, fault=one.fault)
            form.add_fault("file", one.fault if len(outcomes) == 1 else named)
    if outcomes:
        form.unclassified.data = False  # the next files are declared anew
    return outcomes


def kept(found: Fact, upload: Upload) -> Outcome:
    """Attach one file of a sending to a fact."""
    digest = digest_of(upload.content)

    def attach() -> None:
        services.attach(
            # One form, several changes: each file has its own part of the form's key.
            work_on(digest[:16]),
            store=evidence_store(),
            fact=found,
            upload=upload,
            limit=current_app.config["EVIDENCE_LIMIT"],
        )

    fault = fault_of(attach, lambda: any(one.digest == digest for one in found.evidence))
    return Outcome(upload.name, fault)


def examined(uploads: Sequence[Upload]) -> None:
    """Refuse files that could not be kept before anything is written down. Raises Invalid, with the file's
    name where there are several."""
    for upload in uploads:
        try:
            services.examine(evidence_store(), upload, current_app.config["EVIDENCE_LIMIT"])
        except Invalid as fault:
            if len(uploads) == 1 or fault.field != "file":
                raise
            said = _(fault.message, **fault.values)
            raise Invalid("“%(name)s”：%(fault)s", "file", name=upload.name, fault=said) from None


def work_on(part: str) -> Work:
    """The request's work under a part of its form's key."""
    work = current.work()
    return replace(work, request_key=f"{work.request_key[:40]}:{part}") if work.request_key else work


def fault_of(change: Callable[[], None], stands: Callable[[], bool]) -> str:
    """Why a change was refused, "" when it was made, or made before by the same form and still stands."""
    try:
        change()
    except AlreadyDone as done:
        return "" if stands() else _(done.message)
    except (Invalid, Refused) as fault:
        return _(fault.message, **fault.values)
    return ""
