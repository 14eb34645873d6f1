// The explorer of a designed study: shows computed points only, from the JSON beside it. Nothing is loaded, nothing is estimated.
"use strict";
(function () {
  const data = JSON.parse(document.getElementById("explorer-data").textContent);
  const W = data.words, SVG = "http://www.w3.org/2000/svg", SIDES = ["ahead", "behind", "open", "none", "failed"];
  const MEAN = 0, LO = 1, HI = 2, N = 3, SIDE = 4, TEXT = 5, RANGE = 6, NEAREST = 5, NARROW = 560;
  const get = (id) => document.getElementById("explorer-" + id);
  const root = get("root");
  const state = { at: data.start.slice(), outcome: 0, along: longest(), picked: null };

  function longest() {
    let best = 0;
    data.axes.forEach((axis, k) => { if (axis.values.length > data.axes[best].values.length) best = k; });
    return best;
  }

  // ------------------------------------------------------------ which point

  function distances() {
    return data.points.map((point, p) => {
      const parts = data.axes.map((axis, k) => Math.abs(point[k] - axis.values[state.at[k]]) / axis.span);
      return { point: p, size: Math.sqrt(parts.reduce((sum, part) => sum + part * part, 0)), worst: Math.max(...parts) };
    }).sort((a, b) => a.size - b.size || a.point - b.point);
  }

  function placed(at) {
    const key = at.join(",");
    return Object.prototype.hasOwnProperty.call(data.place, key) ? data.place[key] : null;
  }

  function current() {
    if (data.kind === "grid") return placed(state.at);
    return state.picked === null ? distances()[0].point : state.picked;
  }

  // Points of the second picture: along one slider of a grid, or all points of a scatter.
  function along() {
    const axis = data.axes[state.along];
    if (data.kind !== "grid") return data.points.map((point, p) => ({ x: point[state.along], point: p }));
    return axis.values.map((value, k) => ({ x: value, point: placed(state.at.map((stop, a) => (a === state.along ? k : stop))) }));
  }

  const cell = (scheme, point) => data.outcomes[state.outcome].cells[scheme][point];

  // ------------------------------------------------------------ sentences

  function fill(template, facts) {
    return template.replace(/\{(\w+)\}/g, (whole, name) => (Object.prototype.hasOwnProperty.call(facts, name) ? String(facts[name]) : whole));
  }

  function pointSentence(point) {
    if (point === null) return W.gap;
    const outcome = data.outcomes[state.outcome];
    const parts = SIDES.map((side) => {
      const own = data.schemes.map((scheme, s) => [scheme, cell(s, point)]).filter((pair) => pair[1][SIDE] === side);
      const said = own.map(([scheme, c]) => scheme.label + (side === "failed" ? "" : " (" + c[TEXT] + (side === "none" ? "" : "; " + c[RANGE]) + ")"));
      return said.length ? fill(W.point[side], { list: said.join(", ") }) : "";
    }).filter(Boolean);
    return fill(W.point.lead, { metric: outcome.label + ", " + outcome.unit, base: data.base }) + " " + parts.join("; ") + ".";
  }

  function lineSentence() {
    const points = along(), axis = data.axes[state.along];
    const said = data.schemes.map((scheme, s) => {
      const found = points.map((one) => (one.point === null ? "missing" : cell(s, one.point)[SIDE]));
      const count = (side) => found.filter((one) => one === side).length;
      const parts = SIDES.concat("missing").filter(count).map((side) => fill(W.line[side], { n: count(side) }));
      if (data.kind === "grid" && count("ahead") && count("behind")) parts.push(W.line.turns);
      return scheme.label + " " + parts.join(", ");
    });
    return fill(data.kind === "grid" ? W.line.lead : W.line.lead_near, { axis: axis.label, points: points.length }) + " " + said.join("; ") + ".";
  }

  // ------------------------------------------------------------ drawing

  function node(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function html(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function canvas(id, height, label) {
    const holder = get(id), width = Math.max(300, Math.round(holder.clientWidth));
    const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, width: "100%", role: "img", "aria-label": label });
    holder.replaceChildren(svg);
    return [svg, width];
  }

  const scaled = (low, high, from, to) => (value) => from + ((value - low) / (high - low)) * (to - from);

  function mark(svg, scheme, x, y, clear, size) {
    svg.append(node("path", { d: scheme.mark, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${size})`, fill: clear ? scheme.line : "#fff",
      stroke: scheme.line, "stroke-width": 2 / size }));
  }

  const isClear = (c) => c[SIDE] === "ahead" || c[SIDE] === "behind";

  function drawPoint(point) {
    const outcome = data.outcomes[state.outcome], scale = outcome.scale, narrow = get("picture-point").clientWidth < NARROW;
    const row = narrow ? 76 : 56, top = 4, bottom = top + data.schemes.length * row;
    const [svg, width] = canvas("picture-point", bottom + 52, W.picture_point + " " + pointSentence(point));
    const x = scaled(scale.low, scale.high, 10, width - 10);
    scale.ticks.forEach(([value, text]) => {
      svg.append(node("line", { x1: x(value), x2: x(value), y1: top, y2: bottom, stroke: "#D9D6CF" }));
      svg.append(node("text", { x: Math.min(Math.max(x(value), 22), width - 22), y: bottom + 18, "text-anchor": "middle", "font-size": 14, fill: "#595959" }, text));
    });
    svg.append(node("line", { x1: x(0), x2: x(0), y1: top, y2: bottom + 4, stroke: "#1A1A1A", "stroke-width": 1.5 }));
    svg.append(node("text", { x: width / 2, y: bottom + 42, "text-anchor": "middle", "font-size": 14, fill: "#595959" }, fill(W.axis, { unit: outcome.unit })));
    data.schemes.forEach((scheme, s) => {
      const y = top + s * row, c = point === null ? null : cell(s, point);
      const said = c === null ? W.not_computed : c[SIDE] === "failed" ? W.verdict.failed : c[TEXT] + " · " + W.verdict[c[SIDE]];
      const halo = { stroke: "#fff", "stroke-width": 4, "paint-order": "stroke" };
      svg.append(node("text", { x: 2, y: y + 20, "font-size": 16, "font-weight": 600, fill: scheme.ink, ...halo }, scheme.label));
      svg.append(node("text", { x: narrow ? 2 : width - 2, y: y + (narrow ? 40 : 20), "font-size": 16, "text-anchor": narrow ? "start" : "end", fill: "#1A1A1A", ...halo }, said));
      if (c === null || c[MEAN] === null) return;
      const middle = y + row - 16;
      if (c[LO] !== null) svg.append(node("line", { x1: x(c[LO]), x2: x(c[HI]), y1: middle, y2: middle, stroke: scheme.line, "stroke-width": 4, "stroke-linecap": "round" }));
      mark(svg, scheme, x(c[MEAN]), middle, isClear(c), 15);
    });
  }

  function drawLine(point) {
    const outcome = data.outcomes[state.outcome], scale = outcome.scale, axis = data.axes[state.along], points = along();
    const [svg, width] = canvas("picture-line", 360, W.picture_line + " " + lineSentence());
    const left = 14 + 8.5 * Math.max(...scale.ticks.map((tick) => tick[1].length)), right = width - 18, top = 36, bottom = 296;
    const values = axis.values, low = values[0], high = values[values.length - 1], room = 0.06 * (high - low) || 1;
    const x = scaled(low - room, high + room, left, right), y = scaled(scale.low, scale.high, bottom, top);
    const chosen = point === null ? axis.values[state.at[state.along]] : data.points[point][state.along];
    svg.append(node("rect", { x: x(chosen) - 16, y: top, width: 32, height: bottom - top, fill: "#F1EFEA", stroke: "#B9B6AE" }));
    svg.append(node("text", { x: Math.min(Math.max(x(chosen), left + 28), right - 28), y: top - 6, "text-anchor": "middle", "font-size": 14, "font-weight": 600, fill: "#1A1A1A" }, W.chosen));
    scale.ticks.forEach(([value, text]) => {
      svg.append(node("line", { x1: left, x2: right, y1: y(value), y2: y(value), stroke: "#D9D6CF" }));
      svg.append(node("text", { x: left - 6, y: y(value) + 5, "text-anchor": "end", "font-size": 14, fill: "#595959" }, text));
    });
    svg.append(node("line", { x1: left, x2: right, y1: y(0), y2: y(0), stroke: "#1A1A1A", "stroke-width": 1.5 }));
    svg.append(node("text", { x: 2, y: 14, "font-size": 14, fill: "#595959" }, fill(W.axis, { unit: outcome.unit })));
    stopTexts(svg, axis, x, bottom, chosen);
    svg.append(node("text", { x: (left + right) / 2, y: bottom + 48, "text-anchor": "middle", "font-size": 14, fill: "#595959" }, axis.label));
    data.schemes.forEach((scheme, s) => drawScheme(svg, scheme, s, points, x, y));
    points.filter((one) => one.point === null).forEach((one) => {
      svg.append(node("text", { x: x(one.x), y: y(0) - 8, "text-anchor": "middle", "font-size": 14, fill: "#1A1A1A", stroke: "#fff", "stroke-width": 4, "paint-order": "stroke" }, "× " + W.not_computed));
    });
  }

  function stopTexts(svg, axis, x, bottom, chosen) {
    let last = -Infinity;
    axis.values.forEach((value, k) => {
      const text = axis.texts[k];
      if (x(value) - last < 9 * text.length + 6) return;
      last = x(value);
      svg.append(node("text", { x: last, y: bottom + 22, "text-anchor": "middle", "font-size": 14, "font-weight": value === chosen ? 700 : 400, fill: "#1A1A1A" }, text));
    });
  }

  function drawScheme(svg, scheme, s, points, x, y) {
    const grid = data.kind === "grid", shift = grid ? 7 * (s - (data.schemes.length - 1) / 2) : 0;
    const known = points.map((one) => (one.point === null || cell(s, one.point)[MEAN] === null ? null : { x: x(one.x) + shift, c: cell(s, one.point) }));
    const spot = (px, value) => `${px.toFixed(1)},${y(value).toFixed(1)}`;
    if (grid) runs(known).forEach((run) => {
      const whole = run.filter((one) => one.c[LO] !== null);
      if (whole.length === run.length && run.length > 1) {
        const band = run.map((one) => spot(one.x, one.c[HI])).concat(run.slice().reverse().map((one) => spot(one.x, one.c[LO])));
        svg.append(node("polygon", { points: band.join(" "), fill: scheme.line, "fill-opacity": 0.13 }));
      }
      svg.append(node("polyline", { points: run.map((one) => spot(one.x, one.c[MEAN])).join(" "), fill: "none", stroke: scheme.line, "stroke-width": 2 }));
    });
    known.filter(Boolean).forEach((one) => {
      if (one.c[LO] !== null) svg.append(node("line", { x1: one.x, x2: one.x, y1: y(one.c[LO]), y2: y(one.c[HI]), stroke: scheme.line, "stroke-width": grid ? 3 : 1.5, "stroke-opacity": 0.7 }));
      mark(svg, scheme, one.x, y(one.c[MEAN]), isClear(one.c), grid ? 13 : 9);
    });
  }

  // Stretches without a gap.
  function runs(known) {
    const found = [[]];
    known.forEach((one) => { if (one === null) found.push([]); else found[found.length - 1].push(one); });
    return found.filter((run) => run.length);
  }

  // ------------------------------------------------------------ tables

  function tableOf(heads, rows) {
    const table = html("table"), head = html("tr"), body = html("tbody");
    heads.forEach(([text, number]) => { const th = html("th", text, number ? "n" : ""); th.scope = "col"; head.append(th); });
    rows.forEach((cells) => { const tr = html("tr"); cells.forEach((one, k) => { const td = html("td", undefined, heads[k][1] ? "n" : ""); td.append(one); tr.append(td); }); body.append(tr); });
    const thead = html("thead");
    thead.append(head);
    table.append(thead, body);
    return table;
  }

  function numbersTable(point) {
    const unit = data.outcomes[state.outcome].unit, H = W.head;
    const rows = data.schemes.map((scheme, s) => {
      const c = point === null ? null : cell(s, point);
      return c === null ? [scheme.label, "–", "–", "–", W.not_computed] : [scheme.label, c[TEXT], c[RANGE], String(c[N]), W.verdict[c[SIDE]]];
    });
    get("numbers").replaceChildren(tableOf([[H.scheme, 0], [fill(H.mean, { unit: unit }), 1], [H.range, 1], [H.n, 1], [H.verdict, 0]], rows));
  }

  const percent = (share) => Math.round(100 * share) + (data.lang === "fi" ? "\u202f%" : "%");

  function nearestTable(point) {
    if (data.kind === "grid") return;
    const near = distances().slice(0, NEAREST);
    const rows = near.map((one) => {
      const radio = html("input");
      Object.assign(radio, { type: "radio", name: "explorer-picked", checked: one.point === point, value: String(one.point) });
      radio.setAttribute("aria-label", W.head.show + ": " + W.head.point + " " + (one.point + 1));
      radio.addEventListener("change", () => { state.picked = one.point; show(); get("nearest").querySelector(`input[value="${one.point}"]`).focus(); });
      return [radio, String(one.point + 1), ...data.texts[one.point], String(Math.round(100 * one.worst))];
    });
    get("nearest").replaceChildren(tableOf([[W.head.show, 0], [W.head.point, 1], ...data.axes.map((axis) => [axis.label, 1]), [W.away, 1]], rows));
  }

  function placeText(point) {
    if (point === null) return "";
    if (data.kind === "grid") return fill(W.place, { point: point + 1, points: data.points.length });
    const away = percent(distances().find((one) => one.point === point).worst);
    return fill(state.picked === null ? W.near : W.chosen_near, { point: point + 1, away: away });
  }

  // ------------------------------------------------------------ controls

  function control(axis, k) {
    const holder = get("axis-" + k), range = holder.querySelector("input"), out = holder.querySelector("output"), [less, more] = holder.querySelectorAll("button");
    const put = (stop) => {
      state.at[k] = Math.min(axis.values.length - 1, Math.max(0, stop));
      state.picked = null;
      show();
    };
    range.max = String(axis.values.length - 1);
    range.addEventListener("input", () => put(Number(range.value)));
    less.addEventListener("click", () => put(state.at[k] - 1));
    more.addEventListener("click", () => put(state.at[k] + 1));
    return () => {
      range.value = String(state.at[k]);
      range.setAttribute("aria-valuetext", axis.texts[state.at[k]]);
      out.textContent = axis.texts[state.at[k]];
      less.setAttribute("aria-disabled", String(state.at[k] === 0));
      more.setAttribute("aria-disabled", String(state.at[k] === axis.values.length - 1));
    };
  }

  const controls = data.axes.map(control);

  function show() {
    const point = current();
    controls.forEach((renew) => renew());
    get("finding").textContent = pointSentence(point);
    get("place").textContent = placeText(point);
    get("line").textContent = lineSentence();
    drawPoint(point);
    numbersTable(point);
    nearestTable(point);
    drawLine(point);
  }

  get("outcome").addEventListener("change", (event) => { state.outcome = Number(event.target.value); show(); });
  get("along").value = String(state.along);
  get("along").addEventListener("change", (event) => { state.along = Number(event.target.value); show(); });
  root.classList.add("live");
  let width = 0;
  window.addEventListener("resize", () => { if (get("picture-point").clientWidth && root.clientWidth !== width) { width = root.clientWidth; show(); } });
  show();
})();
