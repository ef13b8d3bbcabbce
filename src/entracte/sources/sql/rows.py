"""Reads the rows of INSERT statements: stretch by stretch with all quotes counted at once, odd rows token by token."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from entracte.sources.sql.collecting import Collector
from entracte.sources.sql.dialect import Dialect
from entracte.sources.sql.heads import Copy, Target
from entracte.sources.sql.rejects import Rejects
from entracte.sources.sql.single_rows import Broken, Cut, end_of_broken_row, pass_over_row, plain_row
from entracte.sources.sql.statements import Statements
from entracte.sources.sql.stretch import Stretch
from entracte.sources.sql.structure import misplaced_quotes

_STRETCH = 2 * 1024 * 1024
_SHORTEST_STRETCH = 4096
_REMEMBERED = 10_000
_ALIKE = 16
_LONGEST_HEAD = 4096

_UNSURE = frozenset({Dialect.MYSQL, Dialect.OTHER})
_TRIALS = 8
"""Stretches in which evidence is looked for whether backslashes escape."""
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_ESCAPED = frozenset(bytes([letter]) for letter in b"0bnrtZ'\"\\%_")

Here = Target | Copy | None


class _Head(NamedTuple):
    """A text between two rows that was met before: `groups` in parentheses stand in it, rows of `target` follow it."""

    text: bytes
    groups: int
    target: Target


class RowReader:
    """Reads rows from the window's position on, with the statements between them, until something else comes."""

    def __init__(self, statements: Statements, collector: Collector, rejects: Rejects) -> None:
        self._statements = statements
        self._window = statements.walk.window
        self._collector = collector
        self._rejects = rejects
        self._size = _STRETCH
        self._trials = _TRIALS
        self._heads: dict[bytes, list[_Head]] = {}
        self._version = 0

    def read(self, target: Target) -> Copy | None:
        """Read the rows of `target`, the first of which begins here, and those that follow."""
        here: Here = target
        while isinstance(here, Target):
            here = self._stretch(here)
        return here

    def _stretch(self, here: Target) -> Here:
        """Read the rows of one stretch of text; what comes after them."""
        self._window.refill()
        self._settle_backslash()
        stretch = Stretch(self._window, self._size, self._statements.grammar)
        line = self._window.line_at(stretch.start)
        self._collector.begin(stretch.text, stretch.structure, self._window.offset + stretch.start, line)
        if not len(stretch) or stretch.before(0) != stretch.start:
            if self._size < _STRETCH and stretch.is_cut:
                self._size *= 4
                return here
            self._single(here)
            after = self._statements.after_row(here)
        else:
            after = self._walk(here, stretch)
            self._size = min(_STRETCH, 2 * self._size) if stretch.is_over else _SHORTEST_STRETCH
        self._collector.flush(stretch.grammar)
        return after

    def _walk(self, here: Target, stretch: Stretch) -> Here:
        """Go from group to group as long as the count of quotes is known to be right."""
        group = 0
        while True:
            end = stretch.end_of_run(group)
            if end > group:
                self._collector.rows(here, range(group, end))
                found = self._remembered(stretch, end)
                if found is not None:
                    here, group = found
                    continue
                self._window.position = stretch.after(end - 1)
            else:
                self._window.position = stretch.before(group)
                self._single(here)
            told = self._told()
            after = self._statements.after_row(here)
            next_group = stretch.group_here()
            if not isinstance(after, Target) or next_group is None or self._statements.grammar is not stretch.grammar:
                return after
            if end > group and self._told() == told:
                self._remember(stretch, end, next_group, after)
            here, group = after, next_group

    def _told(self) -> tuple[int, int, bool]:
        """What changes if a text between rows says more than where the next rows belong."""
        return self._statements.version, self._rejects.counts.total(), self._statements.many_targets

    def _remembered(self, stretch: Stretch, group: int) -> tuple[Target, int] | None:
        """Where the rows belong that follow the group before this one, if the same text stood before rows already."""
        if group >= len(stretch) or self._statements.many_targets:
            return None
        if self._version != self._statements.version:
            self._heads.clear()
            self._version = self._statements.version
        for head in self._heads.get(stretch.between(group, group), ()):
            first = group + head.groups
            if first < len(stretch) and stretch.between(group, first) == head.text:
                alike = stretch.alike(first, head.groups + 1, head.text)
                if alike:
                    self._collector.rows(head.target, alike)
                return head.target, first + len(alike) * (head.groups + 1)
        return None

    def _remember(self, stretch: Stretch, group: int, next_group: int, target: Target) -> None:
        text = stretch.between(group, next_group)
        if self._statements.many_targets or len(text) > _LONGEST_HEAD:
            return
        if len(self._heads) >= _REMEMBERED:
            self._heads.clear()
        alike = self._heads.setdefault(stretch.between(group, group), [])
        if len(alike) < _ALIKE:
            alike.append(_Head(text, next_group - group, target))

    def _settle_backslash(self) -> None:
        """Find out from the first rows with backslashes whether they escape, unless the script says so.

        Read the wrong way, quotes stand in odd places; and who escapes with backslashes has no others (`C:\\Users`).
        """
        grammar = self._statements.grammar
        if not self._trials or self._statements.session.told_backslash or grammar.dialect not in _UNSURE:
            return
        text = self._window.data[self._window.position : self._window.position + _STRETCH]
        if b"\\" not in text:
            return
        self._trials -= 1
        escaping = misplaced_quotes(text, replace(grammar, backslash=True))
        escaping += sum(1 for letter in _ESCAPE.findall(text) if letter not in _ESCAPED)
        plain = misplaced_quotes(text, replace(grammar, backslash=False))
        if escaping != plain:
            self._trials = 0
            if grammar.backslash != (escaping < plain):
                self._statements.walk.grammar = replace(grammar, backslash=escaping < plain)

    def _single(self, here: Target) -> None:
        """Read one row token by token; the window stands after it then. A broken one is rejected."""
        window, grammar = self._window, self._statements.grammar
        while True:
            place, line = window.offset + window.position, window.line_at(window.position)
            try:
                row = plain_row(window.data, window.position, grammar, final=window.ended)
            except Cut:
                if not window.is_full and window.more():
                    continue
                if window.is_full:
                    self._reject(here, line, "the row is longer than a row can be")
                    pass_over_row(window, grammar)
                    return
            except Broken as broken:
                width = len(here.columns) if here.columns is not None else here.table.width
                end = end_of_broken_row(window.data, window.position, grammar, width)
                self._rejects.add(here.table.number, line, window.data[window.position : end], str(broken))
                window.position = end
                return
            else:
                self._collector.single(here, row.text, place, line)
                window.position = row.end
                return

    def _reject(self, here: Target, line: int, reason: str) -> None:
        head = self._window.data[self._window.position : self._window.position + 10_000]
        self._rejects.add(here.table.number, line, head, reason)
