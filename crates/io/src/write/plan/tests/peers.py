"""Reads the files of a plan with other people's libraries and compares them with plan.json; prints one line per check.
Used by a test: peers.py FOLDER SCHEMA."""
import json
import re
import sys
from datetime import datetime
from pathlib import Path

folder, schema = Path(sys.argv[1]), Path(sys.argv[2])
plan = json.loads((folder / "plan.json").read_text("utf-8"))


def say(name, check):
    try:
        check()
        print(name, "ok")
    except Exception as error:
        print(name, "FAILED:", type(error).__name__, str(error).replace("\n", " ")[:500])


def with_jsonschema():
    import jsonschema

    form = json.loads(schema.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(form)
    judge = jsonschema.Draft202012Validator(form)
    judge.validate(plan)
    wrong = json.loads(json.dumps(plan))
    wrong["units"][0]["waypoints"][0]["place"]["lat_deg"] = 91.0
    assert not judge.is_valid(wrong), "latitude 91 is accepted"
    wrong = dict(plan, kind="drill")
    assert not judge.is_valid(wrong), "an unknown kind is accepted"


def with_pymavlink():
    from pymavlink.dialects.v20 import common as mavlink

    mission = json.loads((folder / "qgc.plan").read_text("utf-8"))
    unit = next(u for u in plan["units"] if u["kind"] == "uav")
    link = mavlink.MAVLink(None)
    reader = mavlink.MAVLink(None)
    turns, speeds, mps = [], [], None
    for number, item in enumerate(mission["mission"]["items"]):
        assert item["doJumpId"] == number + 1 and item["command"] in mavlink.enums["MAV_CMD"]
        p = [0.0 if v is None else v for v in item["params"]]
        x, y = (round(p[4] * 1e7), round(p[5] * 1e7)) if item["frame"] == 0 else (0, 0)
        message = mavlink.MAVLink_mission_item_int_message(
            1, 1, number, item["frame"], item["command"], 0, 1, p[0], p[1], p[2], p[3], x, y, p[6], 0
        )
        back = reader.parse_buffer(message.pack(link))[0]
        if back.command == mavlink.MAV_CMD_DO_CHANGE_SPEED:
            mps = back.param2
        if back.command == mavlink.MAV_CMD_NAV_WAYPOINT:
            turns.append((back.x / 1e7, back.y / 1e7))
        if back.command in (mavlink.MAV_CMD_NAV_WAYPOINT, mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH):
            speeds.append(mps)
    # Out and home at the speed of transit, along the legs at that made good.
    transit, made_good = (unit[key] * 1852 / 3600 for key in ("transit_kn", "track_kn"))
    wanted = [transit] + [made_good] * (len(unit["waypoints"]) - 1) + [transit]
    assert transit > made_good and len(speeds) == len(wanted), speeds
    assert all(abs(a - b) <= 0.01 for a, b in zip(speeds, wanted)), (speeds, wanted)
    wanted = [(w["place"]["lat_deg"], w["place"]["lon_deg"]) for w in unit["waypoints"]]
    assert len(turns) == len(wanted)
    for a, b in zip(turns, wanted):
        assert abs(a[0] - b[0]) <= 1e-7 and abs(a[1] - b[1]) <= 1e-7, (a, b)
    assert mission["fileType"] == "Plan" and mission["mission"]["version"] == 2
    assert len(mission["rallyPoints"]["points"]) == 1


def events():
    from lxml import etree

    lines = (folder / "plan.cot").read_text("utf-8").splitlines()
    assert len(lines) == 3 * len(plan["units"]) + 1
    for line in lines:
        event = etree.fromstring(line.encode())
        assert event.get("version") == "2.0" and event.get("opex") == "e-KOREA-STRAIT-01", line
        times = [datetime.strptime(event.get(k), "%Y-%m-%dT%H:%M:%S.%fZ") for k in ("time", "start", "stale")]
        assert times[1] <= times[2]
        assert re.fullmatch(r"[a-zA-Z]+(-[a-zA-Z]+)*", event.get("type")), line
        point = event.find("point")
        numbers = [point.get(k) for k in ("lat", "lon", "hae", "ce", "le")]
        assert all(re.fullmatch(r"-?\d+(\.\d+)?", n) for n in numbers), numbers
        detail = event.find("detail")
        assert detail.find("contact").get("callsign").startswith("EX "), line
        assert detail.findtext("remarks").startswith("EXERCISE EXERCISE EXERCISE."), line
        own = detail.find("__sarex")
        assert own.get("kind") == "exercise" and own.get("releasable") == "JPN ROK" == event.get("access")
    routes = [etree.fromstring(line.encode()) for line in lines if 'type="b-m-r"' in line]
    for unit, route in zip(plan["units"], routes):
        points = [tuple(map(float, link.get("point").split(","))) for link in route.iter("link")]
        assert points == [(w["place"]["lat_deg"], w["place"]["lon_deg"]) for w in unit["waypoints"]]
    areas = [etree.fromstring(line.encode()) for line in lines if 'type="u-d-f"' in line]
    for area in areas:
        ring = [link.get("point") for link in area.iter("link")]
        assert len(ring) >= 4 and ring[0] == ring[-1]


def route_files():
    return ["plan.rtz"] + [f"plan-{u['area']}.rtz" for u in plan["units"][1:]]


def routes():
    from lxml import etree

    for unit, name in zip(plan["units"], route_files()):
        root = etree.parse(str(folder / name)).getroot()
        space = {"r": "http://www.cirm.org/RTZ/1/2"}
        assert root.find("r:routeInfo", space).get("routeName").startswith(f"EX {unit['area']} ")
        points = root.findall("r:waypoints/r:waypoint", space)
        ids = [p.get("id") for p in points]
        assert len(set(ids)) == len(ids) == len(unit["waypoints"])
        for point, told in zip(points, unit["waypoints"]):
            at = point.find("r:position", space)
            assert abs(float(at.get("lat")) - told["place"]["lat_deg"]) < 1e-7
            assert abs(float(at.get("lon")) - told["place"]["lon_deg"]) < 1e-7
            assert point.get("name") == told["name"]


def schedule():
    from lxml import etree

    for name in route_files():
        root = etree.parse(str(folder / name)).getroot()
        space = {"r": "http://www.cirm.org/RTZ/1/2"}
        ids = {p.get("id") for p in root.iter("{http://www.cirm.org/RTZ/1/2}waypoint")}
        elements = root.findall(".//r:scheduleElement", space)
        assert elements and all(e.get("waypointId") in ids for e in elements)
        times = [e.get("etd") or e.get("eta") for e in elements]
        assert times == sorted(times)


for name, check in [
    ("jsonschema", with_jsonschema),
    ("mission", with_pymavlink),
    ("events", events),
    ("routes", routes),
    ("schedule", schedule),
]:
    say(name, check)
