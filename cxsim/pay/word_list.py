"""The words of plan explanations in English and Finnish; one English term has one Finnish term."""

from __future__ import annotations

LEVEL_NAMES = {
    "en": {
        "team_lead": "team leads", "middle_manager": "middle managers", "unit_head": "unit heads",
        "executive": "executives",
    },
    "fi": {
        "team_lead": "tiiminvetäjät", "middle_manager": "keskijohto", "unit_head": "yksiköiden johtajat",
        "executive": "ylin johto",
    },
}

METRIC_NAMES = {
    "en": {
        "revenue": "revenue", "cost": "cost", "satisfaction": "measured customer satisfaction", "cx": "measured CX",
        "journey": "journey score", "profit": "profit before bonus",
    },
    "fi": {
        "revenue": "liikevaihto", "cost": "kulut", "satisfaction": "mitattu asiakastyytyväisyys", "cx": "mitattu CX",
        "journey": "polkuarvosana", "profit": "voitto ennen palkkioita",
    },
}

SCOPE_NAMES = {
    "en": {
        "touchpoint": "{name} of the own touchpoint", "unit": "{name} of the own unit",
        "journey": "{name} of the journeys the unit owns", "company": "{name} of the whole company",
    },
    "fi": {
        "touchpoint": "oman kohtaamispisteen {name}", "unit": "oman yksikön {name}",
        "journey": "yksikön omistamien asiakaspolkujen {name}", "company": "koko yrityksen {name}",
    },
}

SENTENCES = {
    "en": {
        "title": "{label}: who is paid for what.",
        "nobody": "Nobody earns a bonus: base pay is all there is, whatever the results.",
        "no_bonus": "No bonus for: {levels}.",
        "target": "{level}: target bonus {pct} % of base pay{money}.",
        "in_eur": ", {eur} a year",
        "component": "  {weight} % of it{eur}: {what}. One person answers for {own} % of this figure.",
        "worth": "    At target (x = {at}) one more {unit} is worth {up}; one less costs {down}.",
        "pct_of_target": "percentage point",
        "gate_pct": "{at} % of target",
        "gate_value": "{at}",
        "lower": " (lower is better)",
        "points": "point",
        "threshold": "    Nothing below {at}; reaching it is worth {jump} at once; {top}.",
        "top": "at most {top} % is paid, from {at} on",
        "goes_on": "{top} % is paid at {at}, and more beyond it",
        "gate": "  Condition: {what} must reach {at}; if not, {effect}.",
        "gate_factor": "only {pct} % of the bonus is left",
        "gate_cap": "the payout is at most {pct} % of target",
        "gate_part": "  Condition on {part}: {what} must reach {at}; if not, {effect}.",
        "gate_part_factor": "only {pct} % of that part is left",
        "gate_part_cap": "that part pays at most {pct} % of its target",
        "modifier": "  Multiplier: {what} multiplies the bonus by {low} % to {high} %.",
        "paper": "  On paper {paper} % depends on the whole company. As this is an average of {units} units, the weight "
                 "on each other unit's result is really {felt} % of the weight on the own unit's.",
        "deferral": "  {pct} % {of} is deferred and vests over {years} years",
        "of_award": "of the bonus",
        "of_above": "of what exceeds the target bonus",
        "on_performance": ", as far as later results hold",
    },
    "fi": {
        "title": "{label}: kenelle maksetaan mistä.",
        "nobody": "Kukaan ei saa tulospalkkiota: peruspalkka on kaikki, olivat tulokset mitkä tahansa.",
        "no_bonus": "Ilman tulospalkkiota: {levels}.",
        "target": "{level}: tavoitepalkkio {pct} % peruspalkasta{money}.",
        "in_eur": " eli {eur} vuodessa",
        "component": "  Painoarvo {weight} %{eur}: {what}. Yhden henkilön osuus tästä luvusta on {own} %.",
        "worth": "    Tavoitetasolla (x = {at}) yksi {unit} lisää on {up}, yksi vähemmän maksaa {down}.",
        "pct_of_target": "prosenttiyksikkö",
        "gate_pct": "{at} % tavoitteesta",
        "gate_value": "{at}",
        "lower": " (pienempi on parempi)",
        "points": "piste",
        "threshold": "    Kynnystason {at} alapuolella ei makseta mitään; sen saavuttaminen on kerralla {jump}; {top}.",
        "top": "palkkiokatto on {top} % tasolta {at} alkaen",
        "goes_on": "tasolla {at} palkkio on {top} % ja kasvaa siitä yli",
        "gate": "  Maksuehto: {what}, vähintään {at}; muuten {effect}.",
        "gate_factor": "palkkiosta jää {pct} %",
        "gate_cap": "palkkio on enintään {pct} % tavoitepalkkiosta",
        "gate_part": "  Maksuehto, osatekijänä {part}: {what}, vähintään {at}; muuten {effect}.",
        "gate_part_factor": "osasta jää {pct} %",
        "gate_part_cap": "osa maksaa enintään {pct} % tavoitteestaan",
        "modifier": "  Kerroin: {what} kertoo palkkion, {low}…{high} %.",
        "paper": "  Paperipaino: {paper} % riippuu koko yrityksestä. Koska luku on {units} yksikön keskiarvo, kunkin "
                 "muun yksikön tuloksen todellinen paino on {felt} % oman yksikön painosta.",
        "deferral": "  Lykkäys: {pct} % {of} lykätään, ja se vapautuu {years} vuoden aikana",
        "of_award": "tulospalkkiosta",
        "of_above": "tavoitepalkkion ylittävästä osasta",
        "on_performance": " siltä osin kuin myöhemmät tulokset pitävät",
    },
}
