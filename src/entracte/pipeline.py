"""The order of the stages: read, check, load, report. Command line and portal call these functions and no others."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entracte.engine import Engine, quoted
from entracte.faults import Fault
from entracte.formats import CONTACT_FORMATS, all_formats
from entracte.report.summary import Rows, Summary, count_rows, summarise
from entracte.settings import Settings
from entracte.sources.formatted import FormattedFile, ReadOptions, read_formatted

if TYPE_CHECKING:
    from entracte.check.contact_rows import ContactRows
    from entracte.institution.environments import Environment
    from entracte.institution.update_files import UpdateFile
    from entracte.load.plan import Plan
    from entracte.report.files import LogFiles

Notice = Callable[[str], None]
"""Told, in a few words, what is being done."""


@dataclass(frozen=True)
class Delivery:
    """What the user hands in: files, and what is said of them rather than detected."""

    files: tuple[Path, ...]
    format: str | None = None
    institution: str | None = None
    options: ReadOptions = field(default_factory=ReadOptions)


@dataclass(frozen=True)
class Result:
    """What became of one file (or sheet): its summary, and its log where one was asked for."""

    summary: Summary
    log: LogFiles | None = None


@dataclass(frozen=True)
class _Judged:
    """A file after its check, or after its plan where there is a target: tables of findings and outcomes."""

    findings: str
    outcomes: str
    plan: Plan | None = None
    skipped: tuple[str, ...] = ()


def check_files(
    settings: Settings,
    delivery: Delivery,
    *,
    environment: str | None = None,
    log: Path | None = None,
    language: str = "en",
    notice: Notice = lambda what: None,
) -> list[Result]:
    """Check files; with an environment, against what it holds, exactly as an import would, but nothing is written."""
    run = _Run(settings, delivery, log, language, notice, command="check", dry_run=True)
    return run.against_target(environment) if environment else run.alone()


def import_files(
    settings: Settings,
    delivery: Delivery,
    environment: str,
    *,
    dry_run: bool = False,
    again: bool = False,
    log: Path | None = None,
    language: str = "en",
    notice: Notice = lambda what: None,
) -> list[Result]:
    """Import files into an environment, in the order of the catalogue (D71); each is one transaction (D31).

    A dry run makes the same plans and writes nothing. `again` asks by name for a file that was imported before.
    """
    run = _Run(settings, delivery, log, language, notice, command="import", dry_run=dry_run, again=again)
    return run.against_target(environment)


@dataclass(frozen=True)
class Undone:
    """What an undo did: how many contacts or definitions went and came back, and what was kept, with the reason."""

    import_id: str
    environment: str
    format: str
    removed: int
    restored: int
    kept: tuple[Mapping[str, object], ...]

    def as_json(self) -> dict[str, object]:
        """The shape for programs."""
        told = {name: value for name, value in vars(self).items() if name != "import_id"}
        return {"import": self.import_id, **told, "kept": [dict(each) for each in self.kept]}


def undo_import(settings: Settings, environment: str, import_id: str) -> Undone:
    """Take an import back where nothing has touched its work since; what is kept is listed with the reason (D31)."""
    from entracte.institution.environments import open_environment
    from entracte.load.contact.undo import undo_contacts
    from entracte.load.definitions.undo import undo_definitions
    from entracte.load.imports import mark_undone, recorded_import
    from entracte.load.institutions import lock_institutions

    target = open_environment(settings, environment)
    with target.session() as session, session.cursor() as cursor:
        recorded = recorded_import(cursor, import_id)
        if recorded is None:
            raise Fault(
                "unknown-import",
                f"There is no import {import_id} in {environment}.",
                hint=f"entracte imports --in {environment} lists them.",
            )
        format_name, institutions, undone = recorded
        if undone:
            raise Fault("undone-before", f"Import {import_id} was undone already.")
        lock_institutions(cursor, institutions)
        if format_name in CONTACT_FORMATS:
            contacts = undo_contacts(cursor, import_id)
            removed, restored, kept = contacts.removed, contacts.restored, tuple(vars(each) for each in contacts.kept)
        else:
            definitions = undo_definitions(cursor, import_id)
            removed = sum(definitions.removed.values())
            restored = sum(definitions.restored.values()) + sum(definitions.reverted.values())
            kept = tuple(vars(each) for each in definitions.kept)
        mark_undone(cursor, import_id)
    return Undone(import_id, environment, format_name, removed, restored, kept)


def export_for_update(
    settings: Settings,
    environment: str,
    name: str,
    path: Path,
    *,
    institution: str | None = None,
    numbers: Path | None = None,
) -> UpdateFile:
    """Write the `criteria` or the `authorizations` (that is `name`) of contacts to a file to be filled and imported.

    `numbers` is a file with a column CONTACT_NR, and perhaps INSTITUTION: only those contacts are written.
    """
    from entracte.institution import update_files
    from entracte.institution.environments import open_environment

    target = None if numbers is None else _contacts_named(settings, numbers)
    export = {"criteria": update_files.export_criteria, "authorizations": update_files.export_authorizations}[name]
    return export(open_environment(settings, environment), path, institution, target)


def _contacts_named(settings: Settings, path: Path) -> list[tuple[str | None, str]]:
    """The institution, where it is told, and number of the contacts that a file lists."""
    with Engine(settings.work, settings.memory_limit) as engine:
        (file,) = read_formatted(
            path, engine, all_formats(), format_name="contact", options=ReadOptions(), prefix="numbers"
        )
        if "CONTACT_NR" not in file.columns:
            raise Fault("no-numbers", f"{path} has no column CONTACT_NR.", hint="Give it one with the contact numbers.")
        institution = "nullif(trim(\"INSTITUTION\"), '')" if "INSTITUTION" in file.columns else "NULL"
        told = engine.batches(
            f'SELECT DISTINCT {institution} AS institution, trim("CONTACT_NR") AS number '
            f"FROM {quoted(file.table)} WHERE trim(\"CONTACT_NR\") <> ''"
        )
        return [(row["institution"], row["number"]) for batch in told for row in batch.to_pylist()]


def institution_codes(
    settings: Settings, environment: str, institution: str | None
) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The codes that an institution of an environment defines, by list; elements of a criterion under `CRITERION/CODE`.

    Without an institution's code, the environment's only one is meant.
    """
    from entracte.institution.codes import codes_of
    from entracte.institution.environments import open_environment

    return codes_of(open_environment(settings, environment), institution)


@dataclass
class _Run:
    """One command over the files of a delivery."""

    settings: Settings
    delivery: Delivery
    log: Path | None
    language: str
    notice: Notice
    command: str
    dry_run: bool
    again: bool = False

    def alone(self) -> list[Result]:
        """Check without a target."""
        from entracte.report.files import check_log_path

        if self.log is not None:
            check_log_path(self.log, self.delivery.files)
        with self._engine() as engine:
            files = self._read(engine)
            return [
                self._finish(engine, file, self._check_alone(engine, file, at), files) for at, file in enumerate(files)
            ]

    def against_target(self, environment: str) -> list[Result]:
        """Check and load in the environment; a dry run is rolled back at its end, so later files see earlier ones."""
        from entracte.institution.environments import open_environment
        from entracte.report.files import check_log_path

        if self.log is not None:
            check_log_path(self.log, self.delivery.files)
        target = open_environment(self.settings, environment)
        with self._engine() as engine:
            files = self._read(engine)
            with target.session() as session:
                results: list[Result] = []
                for at, file in enumerate(files):
                    try:
                        results.append(self._load(engine, file, at, files, target, session))
                    except Fault as fault:
                        raise self._told_what_is_done(fault, results) from fault
                if self.dry_run:
                    session.rollback()
            return results

    def _told_what_is_done(self, fault: Fault, done: list[Result]) -> Fault:
        """The fault of a later file, with what became of the files before it: they are imported and stay so."""
        if not done or self.dry_run:
            return fault
        names = ", ".join(Path(result.summary.file).name for result in done)
        hint = f"{fault.hint} Imported before it, and still so: {names}.".strip()
        documents = [result.summary.as_json() for result in done]
        return Fault(fault.code, fault.message, hint=hint, **{**fault.facts, "files": documents})

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        with Engine(self.settings.work, self.settings.memory_limit) as engine:
            yield engine

    def _read(self, engine: Engine) -> list[FormattedFile]:
        """All files, in the order in which formats are applied, files of one format in the order given (D71)."""
        formats = all_formats()
        read: list[FormattedFile] = []
        for at, path in enumerate(self.delivery.files):
            self.notice(f"reading {path.name}")
            read += read_formatted(
                path,
                engine,
                formats,
                format_name=self.delivery.format,
                options=self.delivery.options,
                prefix=f"file{at}",
            )
        order = list(formats)
        files = sorted(read, key=lambda file: order.index(file.format.name))
        if self.log is not None:
            from entracte.report.files import check_log_path

            for file in files:
                check_log_path(self._log_path(self.log, file, files), self.delivery.files)
        return files

    def _check_alone(self, engine: Engine, file: FormattedFile, at: int) -> _Judged:
        prefix, findings, outcomes = f"checked{at}_", f"findings{at}", f"outcomes{at}"
        if file.refused:
            return _Judged(file.findings, outcomes)
        self.notice(f"checking {file.path.name}")
        if file.format.name in CONTACT_FORMATS:
            from entracte.check.contact import check_contacts

            rows = self._contact_rows(engine, file, prefix)
            contacts = check_contacts(
                engine,
                rows.table if rows else file.table,
                rows.columns if rows else file.columns,
                prefix=prefix,
                institution=self.delivery.institution,
                with_target=False,
                today=datetime.date.today(),
                plain=file.plain and rows is None,
            )
            found, rejected, skipped = contacts.findings, contacts.rejected, contacts.skipped
            if rows:
                from entracte.check.contact_rows import collect_findings

                found = collect_findings(engine, rows, found, f"{prefix}told")
                engine.execute(f"INSERT INTO {quoted(rejected)} SELECT row FROM {quoted(rows.rejected)}")
        else:
            from entracte.check.definitions import check_definitions

            definitions = check_definitions(
                engine, file.format, file.table, file.columns, prefix=prefix, institution=self.delivery.institution
            )
            found, rejected = definitions.findings, definitions.rejected
            skipped = ("what is defined already, and what is in use",)
        _union(engine, findings, file.findings, found)
        directive = "trim(\"OPERATION\") = 'CONFIG'" if "OPERATION" in file.columns else "FALSE"
        engine.execute(
            f"CREATE OR REPLACE TABLE {quoted(outcomes)} AS SELECT row, CASE "
            f"WHEN row IN (SELECT row FROM {quoted(rejected)}) THEN 'rejected' WHEN {directive} THEN 'directive' "
            f"ELSE 'imported' END AS outcome FROM {quoted(file.table)}"
        )
        return _Judged(findings, outcomes, skipped=skipped)

    def _load(  # noqa: PLR0917
        self,
        engine: Engine,
        file: FormattedFile,
        at: int,
        files: list[FormattedFile],
        target: Environment,
        session: Any,
    ) -> Result:
        from entracte.load.imports import ImportRecord, identity_of, imported_before, new_import_id, record_import
        from entracte.load.institutions import lock_institutions

        started = _now()
        institutions = self._institutions(engine, file)
        with session.cursor() as cursor:
            record = ImportRecord(
                id=new_import_id(started),
                format=file.format.name,
                file_name=_shown(file.path.name),
                digest=file.digest,
                identity=identity_of(file.digest, file.format.name, file.format.version, self._options(file)),
                institutions=institutions,
                started=started,
            )
            if not file.refused:
                lock_institutions(
                    cursor, list(institutions), lambda code: self.notice(f"waiting for another import into {code}")
                )
                self._refuse_closed_gate(target, institutions, file)
                before = None if self.again or self.command == "check" else imported_before(cursor, record.identity)
                if before is not None:
                    engine.execute(
                        f"INSERT INTO {quoted(file.findings)} VALUES (NULL, NULL, 'imported-before', $1, $2)",
                        list(before),
                    )
                    file = replace(file, refused=True)
            if file.refused:
                return self._finish(
                    engine, file, _Judged(file.findings, f"outcomes{at}"), files, target, started=started
                )
            judged = self._plan(engine, file, at, cursor, record.id)
            if judged.plan is not None and (not self.dry_run or at + 1 < len(files)):
                self.notice(f"writing {file.path.name}")
                judged.plan.apply(cursor)
            result = self._finish(
                engine, file, judged, files, target, started=started, institutions=institutions, import_id=record.id
            )
            if not self.dry_run:
                record_import(cursor, record, _now(), result.summary.as_json())
                session.commit()
        return result

    def _plan(self, engine: Engine, file: FormattedFile, at: int, cursor: Any, import_id: str) -> _Judged:
        """Check the rows against the environment and work out what they do to it; nothing is written."""
        findings, outcomes = f"findings{at}", f"outcomes{at}"
        self.notice(f"checking {file.path.name}")
        plan_format = self._plan_contacts if file.format.name in CONTACT_FORMATS else self._plan_definitions
        plan = plan_format(engine, file, cursor, f"checked{at}_", import_id)
        _union(engine, findings, file.findings, plan.findings)
        engine.execute(
            f"CREATE OR REPLACE TABLE {quoted(outcomes)} AS SELECT row, coalesce(outcome, 'directive') AS outcome "
            f"FROM {quoted(file.table)} LEFT JOIN {quoted(plan.outcomes)} USING (row)"
        )
        return _Judged(findings, outcomes, plan)

    def _plan_definitions(self, engine: Engine, file: FormattedFile, cursor: Any, prefix: str, import_id: str) -> Plan:
        from entracte.check.definitions import check_definitions
        from entracte.load.definitions.plan import plan_definitions

        checked = check_definitions(
            engine, file.format, file.table, file.columns, prefix=prefix, institution=self.delivery.institution
        )
        return plan_definitions(engine, cursor, file.format, checked, import_id, prefix=f"{prefix}plan_")

    def _plan_contacts(self, engine: Engine, file: FormattedFile, cursor: Any, prefix: str, import_id: str) -> Plan:
        from entracte.check.contact import check_contacts
        from entracte.load.contact.plan import plan_contacts
        from entracte.load.reference import read_reference

        def tell(step: str, done: int, total: int) -> None:
            self.notice(f"working out {file.path.name}: {done:,} of {total:,} rows")

        now = _now()
        read_reference(engine, cursor)
        rows = self._contact_rows(engine, file, prefix, cursor)
        checked = check_contacts(
            engine,
            rows.table if rows else file.table,
            rows.columns if rows else file.columns,
            prefix=prefix,
            institution=self.delivery.institution,
            with_target=True,
            today=now.date(),
            plain=file.plain and rows is None,
        )
        if file.format.name == "contact-basic":
            from entracte.load.contact_basic import refuse_known_structures

            checked = refuse_known_structures(engine, cursor, checked)
        plan = plan_contacts(engine, cursor, checked, import_id, now.replace(tzinfo=None, microsecond=0), tell)
        return _in_own_columns(engine, plan, rows, prefix) if rows else plan

    def _contact_rows(self, engine: Engine, file: FormattedFile, prefix: str, cursor: Any = None) -> ContactRows | None:
        """The rows of a basic file, or of one with [old] and [new] values, as contact rows; none for a contact file."""
        prefix = f"{prefix}own_"
        institution, with_target = self.delivery.institution, cursor is not None
        if file.format.name == "contact":
            return None
        if file.format.name == "contact-basic":
            from entracte.check.contact_basic import basic_rows, read_keys

            keys = read_keys(engine, file.table, file.columns, prefix=prefix, institution=institution)
            if with_target:
                from entracte.load.contact_basic import find_contacts

                find_contacts(engine, cursor, keys.keys, keys.findings)
            workbook = file.sheet is not None
            return basic_rows(engine, keys, prefix=prefix, with_target=with_target, from_workbook=workbook)
        from entracte.check.updates import changed_contacts, read_changes

        told = read_changes(
            engine,
            file.format,
            file.table,
            file.columns,
            prefix=prefix,
            institution=institution,
            with_target=with_target,
        )
        if with_target:
            from entracte.load.updates import compare_changes

            criteria = file.format.name == "criteria-update"
            compare_changes(engine, cursor, told.rows, told.changes, told.findings, criteria=criteria)
        return changed_contacts(engine, file.format, told, prefix=prefix)

    def _institutions(self, engine: Engine, file: FormattedFile) -> tuple[str, ...]:
        """The institutions that the file's rows name."""
        told = {self.delivery.institution} if self.delivery.institution else set()
        if "INSTITUTION" in file.columns and not file.refused:
            found = engine.rows(f'SELECT DISTINCT trim("INSTITUTION") FROM {quoted(file.table)} LIMIT 1000')
            told |= {code for (code,) in found if code}
        return tuple(sorted(told))

    def _options(self, file: FormattedFile) -> dict[str, str | None]:
        options = self.delivery.options
        return {
            "institution": self.delivery.institution,
            "encoding": options.encoding,
            "separator": options.separator,
            "sheet": file.sheet,
        }

    def _refuse_closed_gate(self, target: Environment, institutions: tuple[str, ...], file: FormattedFile) -> None:
        """Preproduction takes contacts only once the settings were copied from production (D30)."""
        if target.name != "preprod" or file.format.name not in CONTACT_FORMATS or self.command == "check":
            return
        from entracte.institution.environments import open_environment
        from entracte.institution.gates import preproduction_gate

        production = open_environment(self.settings, "prod")
        for code in institutions:
            closed = preproduction_gate(target, production, code)
            if closed is not None:
                raise closed

    def _finish(
        self,
        engine: Engine,
        file: FormattedFile,
        judged: _Judged,
        files: list[FormattedFile],
        target: Environment | None = None,
        *,
        started: datetime.datetime | None = None,
        institutions: tuple[str, ...] = (),
        import_id: str | None = None,
    ) -> Result:
        """Sum up and write the log."""
        summary = Summary(
            file=_shown(file.path),
            sheet=file.sheet,
            format=file.format.name,
            digest=file.digest,
            rows=Rows() if file.refused else count_rows(engine, file.table, file.unreadable, judged.outcomes),
            findings=summarise(engine, judged.findings),
            command=self.command,
            encoding=file.encoding,
            separator=file.separator,
            header_row=file.header_row,
            institution=self.delivery.institution,
            institutions=institutions,
            environment=target.name if target else None,
            import_id=None if self.dry_run or file.refused else import_id,
            dry_run=self.dry_run and self.command == "import",
            refused=file.refused,
            skipped=judged.skipped,
            started=started or _now(),
            finished=_now(),
            **({"created": judged.plan.counts.created, "updated": judged.plan.counts.updated} if judged.plan else {}),
        )
        return Result(summary, self._write_log(engine, file, judged, summary, files))

    def _log_path(self, log: Path, file: FormattedFile, files: list[FormattedFile]) -> Path:
        """Where the log of a file lies: of several files each has its own, named after its format."""
        if len(files) == 1:
            return log
        same = [other.table for other in files if other.format is file.format]
        number = f"-{same.index(file.table) + 1}" if len(same) > 1 else ""
        return log.with_name(f"{log.stem}-{file.format.name}{number}{log.suffix}")

    def _write_log(
        self, engine: Engine, file: FormattedFile, judged: _Judged, summary: Summary, files: list[FormattedFile]
    ) -> LogFiles | None:
        if self.log is None:
            return None
        from entracte.report.log import write_log
        from entracte.report.not_imported import FileTables

        path = self._log_path(self.log, file, files)
        self.notice(f"writing {path.name}")
        tables = (
            FileTables(judged.findings, None, None, None)
            if file.refused
            else FileTables(judged.findings, file.table, file.unreadable, judged.outcomes)
        )
        return write_log(path, engine, tables, summary, file.format, self.language)


def _in_own_columns(engine: Engine, plan: Plan, rows: ContactRows, prefix: str) -> Plan:
    """The plan with findings and outcomes told of the file whose rows were made into contact rows."""
    from entracte.check.contact_rows import collect_findings
    from entracte.load.plan import PlanInOwnColumns

    outcomes = f"{prefix}own_outcomes"
    engine.execute(
        f"CREATE OR REPLACE TABLE {quoted(outcomes)} AS SELECT row, outcome FROM {quoted(plan.outcomes)} "
        f"UNION ALL SELECT row, 'rejected' FROM {quoted(rows.rejected)}"
    )
    return PlanInOwnColumns(plan, collect_findings(engine, rows, plan.findings, f"{prefix}own_told"), outcomes)


def _union(engine: Engine, table: str, *findings: str) -> None:
    body = " UNION ALL ".join(f"SELECT row, field, code, value, detail FROM {quoted(each)}" for each in findings)
    engine.execute(f"CREATE OR REPLACE VIEW {quoted(table)} AS {body}")


def _shown(path: Path | str) -> str:
    """A file's name as text: what of it is none (a Latin-1 name on a Linux disk) becomes an escape."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
