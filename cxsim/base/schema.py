"""Every setting of a simulation as a plain dataclass: unit, allowed range, source and evidence grade per field.

Values live in conf/, never here. The grade says how well a number is founded: A several studies or an
identity, B one good study, C a practitioner figure or a fit, D assumption.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from cxsim.base.engine_schema import EngineSettings
from cxsim.base.fields import choice, group, param, text
from cxsim.base.practice_schema import PracticeSettings
from cxsim.base.rival_schema import RivalSettings
from cxsim.base.study_schema import StudySettings

# ---------------------------------------------------------------- company


@dataclass
class ChannelSettings:
    """How one channel behaves, whichever unit runs it."""

    label_en: str = text()
    label_fi: str = text()
    kind: str = choice("self_service", "assisted")
    pull: float = param("utility", -10, 10, source="web: tuned (C-5); others: assumption", grade="C")
    urgent_pull: float = param("utility", -10, 10, source="Northridge 2015: urgent goes to phone", grade="C")
    hard_pull: float = param("utility per unit of difficulty", -10, 10, grade="D")
    after_web_pull: float = param("utility", -10, 10, source="CEB 2013: 58 % of callers came from the web", grade="C")
    taste_sd: float = param("utility", 0, 5, grade="D")
    quality_offset: float = param("quality, 0-1 scale", -0.5, 0.5, grade="D")
    emotion_offset: float = param("quality, 0-1 scale", -0.5, 0.5, grade="D")
    solve_offset: float = param("log-odds", -5, 5, grade="D")
    cost_cents: int = param("cents per contact", 0, 100_000, source="Gartner 2019: live 8.01, self-service 0.10", grade="B")


@dataclass
class UnitSettings:
    """A business unit (or functional silo): its touchpoints, its share of customers' needs, its prices and costs."""

    label_en: str = text()
    label_fi: str = text()
    channels: list[str] = field(metadata={"unit": "list of channel names", "grade": "-"})
    led_by: str = choice("middle_manager", "team_lead")
    need_share: float = param("share of needs, normalised over units", 0, 1e6, grade="D")
    holding_share: float = param("share of customers holding it at start", 0, 1, grade="D")
    price_cents_week: int = param("cents per holding and week", 0, 10_000_000, grade="D")
    basket_cents: int = param("median cents per purchase", 0, 100_000_000, grade="D")
    upsell_cents: int = param("cents per accepted offer, margin once", 0, 100_000_000, grade="D")
    margin_share: float = param("gross margin, share of revenue", 0, 1, grade="D")
    fixed_cost_cents_week: int = param("cents per week and customer the market is meant to start with", 0, 1_000_000, grade="D")
    quality: float = param("quality of its touchpoints at the reference job, 0-1", 0, 1, source="design search looking at C-3, C-9", grade="C")


@dataclass
class CompanySettings:
    """Company facts: units, people, pay, handoffs. No behaviour."""

    name: str = text()
    label_en: str = text()
    label_fi: str = text()
    currency: str = text("shown before amounts, three letters")
    units: dict[str, UnitSettings] = group(UnitSettings)
    executives: int = param("people", 0, 50, grade="D")
    base_pay_eur: dict[str, float] = field(metadata={"unit": "EUR per year by level", "low": 0, "high": 1e8, "grade": "D"})
    people_per_touchpoint_manager: int = param("customers at start per touchpoint manager, scales pay cost", 0, 10_000_000, grade="D")
    handoff_within: float = param("share of channel changes inside a unit that keep information", 0, 1, source="one less the share of rough moves (C-5, Gartner 2023)", grade="C")
    handoff_between: float = param("share of unit changes that keep information", 0, 1, source="one less the share of rough moves (C-5, Gartner 2023)", grade="C")


# ---------------------------------------------------------------- customers


@dataclass
class Reading:
    """One reading of the evidence: how much of loyalty is caused by experience and how much is temper."""

    prior_sd: float = param("attitude", 0, 2, source="design search: C-1 and C-2 do not separate the three", grade="C")
    loyalty_slope: float = param("log-odds per unit attitude", 0, 10, source="mixed: tuned (C-1 gap, Kriss 2014); others in a fixed ratio to it", grade="B")
    prior_weight: float = param("evidence units", 0.01, 100, source="design search", grade="C")


@dataclass
class CustomerSettings:
    """Behaviour of customers: one set for every company; only rates that are company facts differ."""

    count: int = param("people in the market", 1, 100_000_000, grade="-")
    reading: str = text("name of one of `readings`")
    readings: dict[str, Reading] = group(Reading)
    prior_mean: float = param("attitude, -1 to 1", -1, 1, source="design search looking at C-1", grade="C")
    frailty_sd: float = param("log-odds", 0, 5, source="cohort retention curves (Fader and Hardie 2007)", grade="B")
    talk_shape: float = param("gamma shape", 0.05, 100, grade="D")
    style_sd: float = param("answer style, score points", 0, 5, grade="D")
    weight_effectiveness: float = param("share", 0, 1, source="Forrester 2017: emotion leads", grade="C")
    weight_ease: float = param("share", 0, 1, source="Forrester 2017", grade="C")
    weight_emotion: float = param("share", 0, 1, source="Forrester 2017", grade="C")
    quality_noise: float = param("quality, sd of one encounter", 0, 1, grade="D")
    feeling_slope: float = param("moment per unit quality", 0, 20, source="design search looking at C-7, C-9", grade="C")
    expectation_share: float = param("share of the yardstick that is own expectation", 0, 1, source="Szymanski and Henard 2001", grade="B")
    fixed_yardstick: float = param("quality, 0-1", 0, 1, source="design search looking at C-9", grade="C")
    expectation_up: float = param("share per contact", 0, 1, source="Johnson, Anderson and Fornell 1995: small", grade="C")
    expectation_down: float = param("share per contact", 0, 1, source="ratchet: slower down than up", grade="D")
    expectation_start: float = param("quality, 0-1", 0, 1, grade="D")
    expectation_sd: float = param("quality, 0-1", 0, 1, grade="D")
    solution_lift: float = param("moment", 0, 5, source="tuned (C-9)", grade="C")
    failure_pain: float = param("moment", 0, 5, source="design search looking at C-7, C-8", grade="C")
    severe_pain: float = param("moment", 0, 5, source="tuned (C-9)", grade="C")
    mild_pain_share: float = param("share of severe pain", 0, 1, source="design search looking at C-9", grade="C")
    repeat_annoyance: float = param("moment per further contact", 0, 5, source="tuned (C-4, SQM)", grade="C")
    lost_info_pain: float = param("moment", 0, 5, source="not identified: sweep 0.15 to 0.8", grade="D")
    lost_info_logodds: float = param("log-odds of a solution", 0, 5, source="service-desk log: about 1 per handoff, confounded", grade="C")
    smooth_handoff_share: float = param("share of the cost of lost information that even a smooth handoff has", 0, 1, source="Gartner 2023: direction", grade="D")
    memory_end_share: float = param("share of peak and end in memory", 0, 1, source="Alaybek et al. 2022", grade="A")
    memory_noise: float = param("moment sd", 0, 5, grade="D")
    routine_weight: float = param("weight of a routine episode", 0, 5, source="design search looking at C-7", grade="C")
    bad_weight: float = param("times good", 1, 5, source="Baumeister et al. 2001; Kahneman and Tversky: 2-3", grade="B")
    fast_share: float = param("share of a trace that fades fast", 0, 1, source="design search looking at C-1 persistence", grade="C")
    fast_half_life: float = param("weeks", 1, 1000, source="Murre and Dros 2015: shape only", grade="C")
    slow_half_life: float = param("weeks", 1, 5000, source="fit", grade="C")
    bad_fade_ratio: float = param("half-life of bad relative to good", 0.05, 2, source="Walker and Skowronski 2009", grade="A")
    voice_base: float = param("log-odds of contacting at all", -10, 10, source="TARP: half complain", grade="C")
    voice_severe: float = param("log-odds", -10, 10, source="design search looking at C-9 order", grade="C")
    voice_loyal: float = param("log-odds per attitude", -10, 10, source="design search looking at C-9 order", grade="C")
    voice_urgent: float = param("log-odds", -10, 10, grade="D")
    severe_share: float = param("share of issues", 0, 1, grade="D")
    urgent_share: float = param("share of issues", 0, 1, grade="D")
    urgent_if_severe: float = param("share added", 0, 1, grade="D")
    self_service_repeat: float = param("utility after one try", -20, 20, source="design search looking at C-5", grade="C")
    habit_slope: float = param("utility", 0, 10, grade="D")
    experience_slope: float = param("utility", 0, 10, grade="D")
    stay_in_channel: float = param("utility", 0, 10, grade="D")
    habit_step: float = param("share per contact", 0, 1, grade="D")
    experience_step: float = param("share per contact", 0, 1, grade="D")
    solve_self_service: float = param("log-odds", -10, 10, source="tuned (C-5 containment, Gartner 2019)", grade="B")
    solve_assisted: float = param("log-odds", -10, 10, source="tuned (C-3, SQM)", grade="B")
    solve_quality_slope: float = param("log-odds per unit effectiveness", 0, 20, grade="D")
    solve_difficulty_slope: float = param("log-odds per unit difficulty", 0, 20, grade="D")
    give_up: float = param("share after a failed contact", 0, 1, source="design search looking at C-9 unsatisfied", grade="C")
    give_up_if_urgent: float = param("times", 0, 5, grade="D")
    web_goes_on: float = param("share going on the same week", 0, 1, grade="D")
    retry: float = param("share of open issues taken up a week", 0, 1, grade="D")
    routine_works: float = param("log-odds at reference", -10, 10, source="95 % of routine episodes work: assumption", grade="D")
    talk_threshold: float = param("size of a memory worth telling", 0, 5, source="design search looking at C-7", grade="C")
    tell_good: float = param("share", 0, 1, source="Dixon et al. 2010: 25 %", grade="B")
    tell_bad: float = param("share", 0, 1, source="design search looking at C-7, Dixon et al. 2010", grade="C")
    heard_weight: float = param("attitude evidence per item heard", 0, 2, source="not identified by targets", grade="D")
    join_talk_slope: float = param("log of joining per net item heard", 0, 2, grade="D")
    network_neighbours: int = param("people, even", 0, 16, source="Onnela 2007; small world 6-10", grade="B")
    network_rewired: float = param("share of ties", 0, 1, source="small world .05-.1", grade="B")
    intent_base: float = param("log-odds", -10, 10, source="tuned (C-9)", grade="C")
    intent_slope: float = param("log-odds per attitude", 0, 20, source="behaviour moves a third to a half as much as intent", grade="D")
    intent_fresh: float = param("log-odds per fresh memory", 0, 20, source="design search looking at C-9 spread", grade="C")
    offer_accept_base: float = param("log-odds", -10, 10, grade="D")
    offer_accept_slope: float = param("log-odds per attitude", 0, 10, grade="D")
    offer_pressure: float = param("moment taken by an unwanted offer", 0, 5, grade="D")
    offer_regret: float = param("share of accepted offers that become an issue", 0, 1, source="Wells Fargo report 2017: direction", grade="D")
    sustainability_share: float = param("share of people to whom a firm's sustainability matters", 0, 1, source="White, Hardisty and Habib 2019: 65 % say so, 26 % buy so", grade="C")
    sustainability_weight: float = param("quality it adds for them at full marks, 0-1 scale", 0, 1, source="not identified: swept", grade="D")
    recovery_lift: float = param("moment", 0, 5, source="de Matos et al. 2007: satisfaction only", grade="B")


@dataclass
class BusinessSettings:
    """How customers pay and leave. `subscription` and `transaction` may both hold."""

    subscription: bool = field(metadata={"unit": "yes/no", "grade": "-"})
    transaction: bool = field(metadata={"unit": "yes/no", "grade": "-"})
    start_share: float = param("share of the market who are customers at the start, near where joining and leaving balance", 0, 1, grade="D")
    issue_rate: float = param("issues per customer-year, mean", 0, 50, source="no citable figure; telecom 1-3", grade="D")
    issue_shape: float = param("gamma shape", 0.05, 100, source="design search looking at C-8", grade="C")
    routine_rate: float = param("routine episodes or category occasions per customer-year", 0, 52, grade="D")
    routine_shape: float = param("gamma shape", 0.05, 100, source="CDNOW cohort: shape below 1", grade="B")
    renewal_base: float = param("log-odds of renewing", -20, 20, source="design search looking at C-1 level", grade="B")
    outside_leave: float = param("share per year leaving for outside reasons", 0, 1, grade="D")
    choose_base: float = param("log-odds of choosing us at an occasion", -20, 20, source="design search looking at C-2 level", grade="C")
    dropout_base: float = param("log-odds of leaving silently after a purchase", -20, 20, source="CDNOW", grade="C")
    basket_sigma: float = param("log sd of a basket", 0, 3, source="CDNOW", grade="B")


@dataclass
class JourneySettings:
    """The interdependence dial: how often a journey needs another unit than the one first met."""

    cross_unit_share: float = param("share of journeys that cross units", 0, 1, source="swept in every study", grade="D")
    issue_factor: float = param("times the dial", 0, 5, grade="D")
    routine_factor: float = param("times the dial", 0, 5, grade="D")
    handoff_cost: float = param("multiplies the pain and the log-odds of lost information", 0, 5, source="not identified: swept", grade="D")


@dataclass
class SurveySettings:
    """From true experience to measured score."""

    touchpoint_share: float = param("share of contacts asked", 0, 1, grade="D")
    journey_share: float = param("share of ended journeys asked", 0, 1, grade="D")
    relationship_rate: float = param("invitations per customer-year", 0, 12, grade="D")
    response_base: float = param("share answering", 0, 1, source="about 25 % answer: practice", grade="C")
    response_extreme: float = param("per point away from the middle", 0, 1, grade="D")
    rating_noise: float = param("points sd of one answer", 0, 10, source="design search looking at C-15", grade="C")
    score_noise: float = param("points sd of one relationship answer", 0, 10, grade="D")
    rating_level: float = param("points at a neutral memory", 0, 10, source="fit", grade="C")
    rating_slope: float = param("points per memory", 0, 20, source="fit", grade="C")
    rating_solved: float = param("share of solution seen in a touchpoint rating", 0, 5, source="design search looking at C-8", grade="C")
    score_level: float = param("points at neutral attitude", 0, 10, source="mean relationship score 7.4 of 10 (ACSI 2015: 7.8), by hand", grade="C")
    score_slope: float = param("points per attitude", 0, 20, source="fit", grade="C")
    delay_weeks: int = param("weeks until an answer is in the managers' numbers", 0, 52, grade="D")
    company_polish_share: float = param("share of polishing that reaches the company survey", 0, 1, source="dealer survey practice (Edmunds): direction", grade="D")
    inflated_points: float = param("points added by an answer that was begged for", 0, 10, source="TrueDelta 2007: direction", grade="D")


@dataclass
class MarketSettings:
    """The outside offer and the supply of new customers."""

    outside_offer: float = param("log-odds taken from renewal and choice", -5, 5, grade="D")
    improvement_per_year: float = param("log-odds a year", -2, 2, grade="D")
    join_per_week: float = param("share of never-customers joining", 0, 1, grade="D")
    return_per_week: float = param("share of former customers coming back", 0, 1, source="decides what retention is worth: sweep", grade="D")
    join_bundle: float = param("share of the usual lines that a newcomer takes at once", 0, 1, grade="D")
    company_shock: float = param("sd of a year's demand for the company, share of revenue", 0, 1, source="design search looking at C-10", grade="C")
    unit_shock: float = param("sd of a year's demand for one unit, share of revenue", 0, 1, source="design search looking at C-10", grade="C")
    touchpoint_shock: float = param("sd of a quarter's sales at one touchpoint, share of revenue", 0, 1, source="design search looking at C-10", grade="C")
    cost_shock: float = param("sd of a quarter's contact cost of a unit, share of cost", 0, 1, source="design search looking at C-10", grade="C")
    shock_persistence: float = param("correlation of demand with the quarter before", 0, 0.999, grade="D")
    taken_share: float = param("with rivals: share of people who are customers of some firm at the start", 0.01, 0.99, grade="D")
    reputation_weight: float = param("with rivals: share of one's own loyalty with which their customers' counts", 0, 2, source="not identified: swept", grade="D")
    price_step: float = param("share of price given away per pulled sale", 0, 1, source="Larkin 2014", grade="B")


# ---------------------------------------------------------------- managers


@dataclass
class ActivitySettings:
    """One way to spend attention: the reference job, how fast it builds and fades, what managers believe it does."""

    label_en: str = text()
    label_fi: str = text()
    group: str = choice("own_numbers", "own_touchpoint", "other_units", "people", "polishing")
    reference: float = param("share of attention in the job without a bonus", 0, 1, source="assumption; no time-use survey", grade="D")
    build_speed: float = param("share of the gap closed per quarter", 0, 1, grade="D")
    fade_speed: float = param("share lost per quarter", 0, 1, grade="D")
    effectiveness: float = param("true effect on effectiveness per unit effect", -10, 10, grade="D")
    ease: float = param("true effect on ease per unit effect", -10, 10, grade="D")
    emotion: float = param("true effect on emotion per unit effect", -10, 10, grade="D")
    handoff_out: float = param("true effect on handoffs to other units", -10, 10, source="Maechler et al. 2016: direction", grade="D")
    handoff_own: float = param("true effect on handoffs inside the unit", -10, 10, grade="D")
    believed_sales: float = param("% of own sales per unit effect", -500, 500, source="conventional wisdom", grade="D")
    believed_cost: float = param("% of own cost per unit effect, negative = cheaper", -500, 500, source="conventional wisdom", grade="D")
    believed_quality: float = param("points of own score per unit effect", -500, 500, source="conventional wisdom", grade="D")
    believed_spillover: float = param("points on a journey that crosses, per unit effect", -500, 500, source="conventional wisdom", grade="D")


@dataclass
class BehaviourSettings:
    """How managers turn what they see and what they are paid for into attention."""

    mechanism: str = text("name in the registry of decision mechanisms")
    pay_sensitivity: float = param("1 = as calibrated, 0 = pay is ignored", 0, 10, source="1 by definition", grade="C")
    sensitivity_by_level: dict[str, float] = field(metadata={"unit": "multiplier by level", "low": 0, "high": 10, "grade": "D"})
    attention_cost: float = param("% of base pay per squared attention", 1, 10_000, source="tuned by hand (C-10, C-11, C-13), which do not identify it", grade="C")
    substitution_cost: float = param("% of base pay", 0, 10_000, source="Holmstrom and Milgrom 1991", grade="D")
    head_cost: float = param("% of base pay", 1, 10_000, grade="D")
    executive_cost: float = param("% of base pay", 1, 10_000, grade="D")
    floor: float = param("share of a reference duty always done", 0, 1, grade="D")
    habit: float = param("share of the way to the choice per quarter", 0, 1, source="assumption: 90 % of a response in five quarters", grade="D")
    adherence: float = param("share of the head's direction that becomes the managers' job", 0, 1, grade="D")
    discount: float = param("worth of a euro next year, 0.92 = 92 cents", 0, 1, grade="D")
    stay: float = param("chance of still being in the job a year on", 0, 1, source="manager turnover surveys, weak", grade="C")
    horizon_years: int = param("years thought of", 1, 10, source="Hauser, Simester and Wernerfelt 1994: short horizons", grade="D")
    ratchet_awareness: float = param("0-1", 0, 1, source="design search looking at C-10 mean payout", grade="C")
    turnover_per_year: float = param("share of managers leaving", 0, 1, source="vendor compilation", grade="C")
    belief_sd: float = param("log sd of a new manager's beliefs", 0, 3, grade="D")
    learning_noise: float = param("points sd of a quarter's comparison with unit mates", 0.01, 100, grade="D")
    imitation: float = param("weight of the best-paid mate's attention per quarter", 0, 1, source="Rivkin and Siggelkow 2003 spirit", grade="D")
    exploration: float = param("attention sd of a trial", 0, 1, grade="D")
    norm: float = param("pull to unit mates", 0, 1, grade="D")
    crowding_out: float = param("share of intrinsic duty lost per full bonus", 0, 1, grade="D")
    rosy_view: dict[str, float] = field(
        metadata={"unit": "points by which a level takes customers' experience for better than measured", "low": -50, "high": 50, "source": "Allen et al. 2005 (80 % of firms against 8 % of customers): direction", "grade": "D"}
    )
    view_speed: float = param("share of the way to what is seen now, per quarter", 0, 1, grade="D")
    risk_aversion: float = param("absolute, per share of base pay", 0, 20, grade="D")
    believed_money_per_point: float = param("% revenue per point of CX, as managers believe", -10, 10, grade="D")
    forecast_error: dict[str, float] = field(
        metadata={"unit": "usual forecast error in ranges, by metric/scope", "low": 0, "high": 10, "source": "design search looking at C-10", "grade": "C"}
    )
    metric_range: dict[str, float] = field(
        metadata={"unit": "% of target from threshold to target, by metric family", "low": 0.01, "high": 1000, "source": "5.2", "grade": "C"}
    )
    target_ratchet: dict[str, float] = field(
        metadata={"unit": "share of last year's surprise that moves the target, by metric family", "low": 0, "high": 1, "grade": "D"}
    )
    integration_reference: float = param("share of executives' attention", 0, 1, grade="D")
    integration_effect: float = param("handoff quality per unit effect", 0, 10, source="no source: sweep first", grade="D")
    integration_speed: float = param("share per quarter", 0, 1, grade="D")
    budget_limit: float = param("largest tilt of a unit's budget, share", 0, 1, grade="D")
    staff_quality: float = param("quality per unit effect of developing people, and the two-way tie", -10, 10, source="Harter et al. 2002; Sears 1998", grade="B")
    offer_base: float = param("offers per contact or routine at the reference job", 0, 1, grade="D")
    offer_effect: float = param("times base per unit effect of winning", 0, 100, source="design search looking at C-11 with attention cost", grade="C")
    join_effect: float = param("log of joining per unit effect of winning", 0, 10, source="design search looking at C-11", grade="C")
    saving_effect: float = param("share of contact cost per unit effect of cutting", 0, 10, grade="D")
    deflect_effect: float = param("utility of self-service per unit effect of cutting", 0, 50, grade="D")
    thinning_effect: float = param("quality per unit effect of cutting", -10, 0, source="Gartner 2019: direction", grade="D")
    pressure_effect: float = param("emotion per unit effect of winning", -10, 0, grade="D")
    recover_base: float = param("share of bad endings rescued at the reference job", 0, 1, grade="D")
    recover_effect: float = param("share per unit effect of recovering", 0, 20, grade="D")
    polish_base: float = param("share of answers inflated at the reference job", 0, 1, source="design search looking at C-13", grade="C")
    polish_effect: float = param("share of answers inflated per unit effect", 0, 50, source="design search looking at C-13", grade="C")
    timing_limit: float = param("largest share of a quarter's sales pulled forward", 0, 1, source="Larkin 2014; InsideSales 2017", grade="C")
    timing_error: float = param("forecast error left near the end of the year, in ranges", 0.001, 5, source="sets how sharply results bunch", grade="D")
    delay_loss: float = param("share of delayed sales that are lost", 0, 1, source="keeps delay from being free", grade="D")
    error_by_quarter: list[float] = field(
        metadata={"unit": "share of a year's forecast error left at the start of quarters 1 to 4", "low": 0.001, "high": 5, "grade": "D"}
    )
    saving_speed: float = param("share of the gap closed per quarter; savings come faster than thinning", 0, 1, grade="D")
    direction_down: float = param("largest cut of a standing duty a head may ask for, share", 0, 1, grade="D")
    direction_up: float = param("largest rise of a standing duty a head may ask for, share", 0, 10, grade="D")
    integration_cost: float = param("share of all contact cost per unit of executives' attention to integration", 0, 10, grade="D")
    believed_integration: float = param("points on a journey that crosses, per unit effect, as executives believe", -500, 500, source="conventional wisdom", grade="D")
    budget_effect: float = param("quality per unit tilt of a unit's budget", 0, 5, grade="D")
    believed_budget: float = param("points of a unit's score per unit tilt, as executives believe", -500, 500, grade="D")
    staff_tie: float = param("staff effect per 100 points of customers' true experience above the start", 0, 10, source="Sears 1998 (Rucci, Kirn and Quinn): direction", grade="C")
    staff_leaving: float = param("share of front-line staff leaving a year at the reference job", 0, 2, source="Holman, Batt and Holtgrewe 2007: call centres, about 20 %", grade="B")
    staff_leaving_slope: float = param("log of leaving per unit staff effect, taken away", 0, 50, source="Harter et al. 2002: direction; best against worst quarter of units a third less", grade="C")
    staff_leaving_luck: float = param("sd of a quarter's leavers at one touchpoint, share of the usual", 0, 2, grade="D")
    newcomer_loss: float = param("quality (effectiveness, ease) lost where all staff are new", 0, 1, source="Ton and Huckman 2008: direction", grade="D")
    newcomer_learning: float = param("share of what newcomers lack that is learnt per quarter", 0, 1, grade="D")
    replacement_cost: float = param("share of a quarter's contact cost per share of staff replaced in it", 0, 5, source="Boushey and Glynn 2012: 16-20 % of a year's pay", grade="C")
    talk_effect: float = param("share more telling after good journeys per unit effect of recovering", 0, 20, source="promoters activated: assumption", grade="D")
    activities: dict[str, ActivitySettings] = group(ActivitySettings)


# ---------------------------------------------------------------- time and study


@dataclass
class HorizonSettings:
    """Calendar of a run."""

    years: int = param("simulated years under the scheme", 1, 30, grade="-")
    warmup_years: int = param("years under fixed pay before it, shared by all schemes of a seed", 0, 20, source="measured: see verify", grade="-")
    weeks_per_quarter: int = param("weeks", 13, 13, grade="-")
    quarters_per_year: int = param("quarters", 4, 4, grade="-")
    discount_per_year: float = param("share a year, for lifetime value", 0, 1, grade="D")


@dataclass
class OutputSettings:
    """Where results go and how much detail is kept."""

    dir: str = text("folder that receives one sub-folder per run or study")
    journeys_logged: int = param("people whose journeys are recorded", 0, 1_000_000, grade="-")
    panel: int = param("people followed quarter by quarter", 0, 10_000_000, grade="-")
    lang: str = choice("en", "fi")


@dataclass
class Settings:
    """Everything one simulation needs. `scheme` is a validated plain mapping, read by the pay engine."""

    company: CompanySettings
    channels: dict[str, ChannelSettings] = group(ChannelSettings)
    customers: CustomerSettings = field(metadata={})
    business: BusinessSettings = field(metadata={})
    journeys: JourneySettings = field(metadata={})
    survey: SurveySettings = field(metadata={})
    scheme: dict[str, Any] = field(metadata={"unit": "scheme", "grade": "-"})
    behaviour: BehaviourSettings = field(metadata={})
    market: MarketSettings = field(metadata={})
    practice: dict[str, PracticeSettings] = group(PracticeSettings, "ways of working switched on")
    rival: dict[str, RivalSettings] = group(RivalSettings, "firms in the same market")
    horizon: HorizonSettings = field(metadata={})
    study: StudySettings = field(metadata={})
    output: OutputSettings = field(metadata={})
    seed: int = param("master seed", 0, 2**63 - 1, grade="-")
    threads: int = param("threads of one simulation; 1 inside studies", 1, 256, grade="-")
    workers: int = param("processes of a study; 0 = one per core", 0, 1024, grade="-")
    engine: EngineSettings = field(default_factory=EngineSettings, metadata={})


def parameter_names(kind: type) -> list[str]:
    """Field names of a settings class, in order."""
    return [item.name for item in fields(kind)]
