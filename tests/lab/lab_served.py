"""The lab as the framework's own test browser opens it: no workers, so nothing is simulated."""

from nicegui import ui

from cxsim.lab.server import Lab

LAB = Lab(workers=1, warm=False)
LAB.install(hosts=("test",))
ui.run(storage_secret="only for tests")
