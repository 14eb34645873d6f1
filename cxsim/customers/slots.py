"""The fixed slot of every random number: adding a decision means adding a number here, never shifting one."""

# below the key of (person, week); slot-free first draw: what happens this week
RETRY, RENEW, JOIN_UNIT, SCORE_NOISE, SCORE_RESPONSE, SCORE_BEGGED = 1, 2, 3, 4, 5, 6

# below the key of (person, need)
UNIT, CROSSES, SEVERE, DIFFICULTY, URGENT, SIZE, VOICE = 0, 1, 2, 3, 4, 5, 6
RECALL, ASKED, ANSWERED, RATING, RATED_BOX = 8, 9, 10, 11, 12
TELL, FIRST_FRIEND, THIRD_FRIEND, RESCUE, LADDER = 13, 14, 15, 16, 17
RIVAL, WORKS, BASKET, DROPOUT, OTHER_UNIT = 18, 19, 20, 21, 30
OFFERED, ACCEPTED, REGRETTED, REGRET_WEEK = 22, 23, 24, 25
LOUD, FIRST_STRANGER = 40, 41  # and one slot more for each further stranger

# below the key of (person, need, contact)
CONTACT = 1000
INFO, NOISE_1, HANDOFF, NOISE_2, SOLVED, OWN_WEB = 1, 2, 3, 4, 5, 6
ASKED_1, ANSWERED_1, RATING_1, BEGGED_1 = 10, 11, 12, 13
ASKED_2, ANSWERED_2, RATING_2, BEGGED_2 = 14, 15, 16, 17
GIVE_UP, GO_ON = 20, 21

# kinds of need: need number = week x KINDS + kind
KINDS = 4
ISSUE, ROUTINE, REGRET = 0, 1, 2

# below the key of a person at birth
PRIOR, FRAILTY, ISSUE_RATE, ROUTINE_RATE, TALKATIVE, STYLE = 1, 2, 3, 4, 5, 6
EXPECTATION, STATUS, TENURE, PAST = 7, 8, 9, 10
FIRM, CARES = 11, 12

# below the key of (firm, quarter, person)
LOOKS_AT = 0
