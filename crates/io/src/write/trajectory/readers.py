"""Opens drift.nc with the readers that it is written for; prints one line per reader. Used by a test."""
import sys
import warnings

warnings.filterwarnings("ignore")
compact, opendrift_layout, particles, lat, lon = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5])


def say(name, check):
    try:
        check()
        print(name, "ok")
    except ImportError as e:
        print(name, "absent:", e)
    except Exception as e:
        print(name, "FAILED:", type(e).__name__, e)


def with_xarray():
    import xarray as xr
    for path in (compact, opendrift_layout):
        d = xr.open_dataset(path)
        assert d.sizes["trajectory"] == particles and d.lon.dtype == "float64", (d.sizes, d.lon.dtype)
        assert abs(float(d.lat[2, 0]) - lat) < 1e-6 and abs(float(d.lon[2, 0]) - lon) < 1e-6
        assert d.lat.isnull()[0, 0] and not d.lat.isnull()[0, 1]
        assert str(d.time.values[0]).startswith("2026-11-20T01:00:00")
        assert d.attrs["title"] == "대마도 동쪽 어선 전복", d.attrs["title"]


def with_trajan():
    import xarray as xr
    import trajan
    for path in (compact, opendrift_layout):
        d = xr.open_dataset(path)
        assert type(d.traj).__name__ == "Traj2d" or d.traj is not None
        assert d.sizes["trajectory"] == particles
        speed = d.traj.speed()
        assert 0.1 < float(speed.median()) < 2.0, float(speed.median())


def with_opendrift():
    import logging
    logging.disable(logging.CRITICAL)
    import opendrift
    for path, model in ((compact, "OceanDrift"), (opendrift_layout, "Leeway")):
        o = opendrift.open(path)
        assert type(o).__name__ == model, type(o)
        assert o.num_elements_total() == particles, o.num_elements_total()
        assert abs(float(o.result.lat[2, 0]) - lat) < 1e-6 and abs(float(o.result.lon[2, 0]) - lon) < 1e-6
        assert o.status_categories[1] == "stranded"
        assert o.origin_marker == ["last known position"] or o.origin_marker == {0: "last known position"}, o.origin_marker
        if model == "Leeway":
            assert abs(float(o.elements.downwind_slope[0]) - 0.96) < 1e-6


say("xarray", with_xarray)
say("trajan", with_trajan)
say("opendrift", with_opendrift)
