"""The worked example of the README: a real command on `docs/example/`, its real output, shortened to be read."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.results import write_result

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "docs" / "example"
PROFILES, VACANCIES = EXAMPLE / "profiles.jsonl", EXAMPLE / "vacancies.jsonl"
LONGEST = 3


def run_example() -> list[dict[str, Any]]:
    """Run `immerse match` on the example and return its lines; raises CalledProcessError."""
    with tempfile.TemporaryDirectory(prefix="immerse-example-") as folder:
        output = Path(folder) / "matches.jsonl"
        words = ["--profiles", str(PROFILES), "--vacancies", str(VACANCIES), "--output", str(output)]
        subprocess.run([sys.executable, "-m", "api", "match", *words], check=True, cwd=ROOT)
        return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]


def write_example() -> list[dict[str, Any]]:
    """Run the example and write `results/example.json`."""
    lines = run_example()
    write_result("example", "python -m benchmarks example", {"lines": lines})
    return lines


def render_example(result: Mapping[str, Any]) -> str:
    """Render the first match of each person, lists cut to a few entries, as a Markdown block."""
    texts = {line["id"]: line for line in map(json.loads, PROFILES.read_text(encoding="utf-8").splitlines())}
    blocks = []
    for line in result["lines"]:
        best = line["matches"][0]
        head = f"{line['id']} ({texts[line['id']]['lang']}): {texts[line['id']]['text']}"
        judged = f"score {best['score']}, {best['group']}, confidence {best['confidence']}"
        facts = [f"  {best['rank']}. {best['title']}  {judged}"]
        known = [part for part in best["contributions"] if part["known"]]
        facts.append("     = " + " + ".join(f"{part['points']} {part['name']}" for part in best["contributions"]))
        facts.append(f"     known: {', '.join(part['name'] for part in known)}")
        facts += [f"     {b['kind']} {b['required']}: {b['state']}{_step(b)}" for b in best["blockers"]]
        facts += [f"     {c['how']}: {c['label']}" for c in best["covered"][:LONGEST]]
        facts += [f"     missing: {m['label']} ({m['relation']})" for m in best["missing"][:LONGEST]]
        blocks.append("\n".join([head, *facts]))
    stamp = json.dumps(result["lines"][0]["stamp"])
    return "```\n" + "\n\n".join(blocks) + f"\n\nstamp: {stamp}\n```\n"


def _step(blocker: Mapping[str, Any]) -> str:
    return f" -> {blocker['step']}" if blocker["step"] else ""
