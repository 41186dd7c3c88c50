"""What outlets write in these tests: each in words of its own."""

FERRY = "The night ferry Maren ran aground off Selskerry on Monday. Nobody was hurt. Tugs will try again at high water."
FERRY_TOO = "A ferry with 212 people on board is stuck on a sandbank. The coastguard took the passengers off by noon."
FERRY_LATE = "Tugs freed the ferry Maren on Tuesday evening. Divers found a crack below the waterline of the hull."
FERRY_LAST = "The harbour master opened an inquiry into the grounding. The pilot said the buoy light had been dark."
BUDGET = "The town council passed its budget by one vote. Library hours will be cut by a third from April."
BUDGET_TOO = "Councillors argued until midnight over spending. A lone independent gave the mayor her narrow majority."
BUDGET_LATE = (
    "Readers protested outside the library on Thursday. The mayor promised to look at opening hours once more."
)
COMET = (
    "A comet found by two amateurs will be visible with the naked eye. Astronomers expect it low in the west at dusk."
)

TEXTS = (FERRY, FERRY_TOO, FERRY_LATE, FERRY_LAST)
"""One event in four outlets' own words."""
