"""Processor time of printed papers, everything warm: a certificate, a batch in one file, the circular.

    python benchmarks/documents.py [ROUNDS]

Limits: a certificate 35 ms and 40 kB, the circular 0.15 s. Beside them what is paid once: the faces cut down.
"""

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from portal.documents import certificate, circular
from portal.documents.fonts import find_fonts

CITY = "达州市"
AREAS = (
    "文电办理",
    "会务办理",
    "督查督办",
    "政务调研",
    "信息服务",
    "政府网站建设（含政府信息公开）",
    "应急管理",
)
COUNTIES = ("通川区", "达县", "万源市", "宣汉县", "开江县", "大竹县", "渠县")
DEPARTMENTS = ("发展改革委", "教育局", "公安局", "财政局", "国土资源局", "卫生局", "安监局")
ISSUER = f"{CITY}人民政府办公室"


def main() -> None:
    """Measure and print; ends with status 1 over a limit."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    fonts, folder = find_fonts(), Path(tempfile.mkdtemp())
    papers, texts = _certificates()
    once = _seconds(lambda: certificate.render(papers[:1], texts, fonts, folder))
    times, sizes = [], []
    for paper in (papers * 10)[:rounds]:
        began = time.process_time()
        sizes.append(len(certificate.render([paper], texts, fonts, folder)))
        times.append(time.process_time() - began)
    merged = _seconds(lambda: certificate.render(papers, texts, fonts, folder))
    content = circular.from_snapshot(_snapshot())
    circular.render(content, fonts)
    whole = statistics.median(_seconds(lambda: circular.render(content, fonts)) for _ in range(5))
    one, size = statistics.median(times), max(sizes)
    print(f"faces cut down and the first certificate  {once * 1000:7.1f} ms")
    print(f"a certificate                             {one * 1000:7.1f} ms of 35, {size / 1000:.1f} kB of 40")
    print(f"{len(papers)} certificates in one file              {merged * 1000:7.1f} ms")
    print(f"the circular                              {whole * 1000:7.1f} ms of 150")
    print(f"memory of this process                    {_memory():7.1f} MB of 200")
    sys.exit(1 if one > 0.035 or size > 40_000 or whole > 0.15 else 0)


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _selected(area: int) -> list[tuple[str, str, list[str]]]:
    counties = [f"{COUNTIES[(area + n) % 7]}人民政府办公室" for n in range(2)]
    departments = [f"市{DEPARTMENTS[(area + n) % 7]}办公室" for n in range(3)]
    return [("county", "县（市、区）", counties), ("department", "市级部门", departments)]


def _certificates() -> tuple[list[certificate.Certificate], tuple[str, ...]]:
    chosen = [
        (title, unit) for at, title in enumerate(AREAS) for _, _, units in _selected(at) for unit in units
    ]
    papers = [
        certificate.Certificate(
            unit=unit,
            area=area,
            year=2012,
            issuer=ISSUER,
            issued_on=date(2013, 2, 1),
            number=f"达市府办考〔2013〕第{n}号",
            code=f"7K3M-{n:04}-QRST-VWXY",
            address=f"https://kaoping.example.gov.cn/certificates/7K3M{n:04}QRSTVWXY",
            digest="0" * 64,
        )
        for n, (area, unit) in enumerate(chosen, 1)
    ]
    return papers, (ISSUER, "达市府办考", *AREAS, *(unit for _, unit in chosen))


def _snapshot() -> dict[str, object]:
    areas = [
        {
            "title": title,
            "groups": [
                {"title": name, "selected": [{"name": unit} for unit in units]}
                for _, name, units in _selected(at)
            ],
        }
        for at, title in enumerate(AREAS)
    ]
    return {
        "year": 2012,
        "city": CITY,
        "issuer": ISSUER,
        "areas": areas,
        "number": "达市府办发〔2013〕6号",
        "issued_on": "2013-01-31",
        "addressees": "各县、市、区人民政府，市政府各部门：",
        "copies": "市委办公室，市人大常委会办公室，市政协办公室。",
        "digest": "0" * 64,
    }


if __name__ == "__main__":
    main()
