// A phone's or the wall's page: asks for what is new, fills it in, counts down, and keeps forms whole until they are sent.
(() => {
const { path, lang, words } = TERMS;
const screen = document.getElementById('screen'), clock = document.getElementById('clock'), said = document.getElementById('said'), lost = document.getElementById('lost');
const wall = document.body.classList.contains('big');
let down = 0, key = '', mark = '', end = null, kept = null, leaving = false;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// ---- what is new
async function ask() {
  while (!leaving) {
    try {
      const answer = await fetch(`${path}/now?lang=${lang}&key=${key}&clock=${mark}`, { cache: 'no-store' });
      if (answer.status === 404) { location.reload(); return; }
      if (!answer.ok) throw new Error(answer.status);
      lost.hidden = true;
      take(await answer.json());
    } catch (fault) {
      lost.textContent = words.lost; lost.hidden = false;
      await new Promise((go) => setTimeout(go, 1500));
    }
  }
}
function take(news) {
  if (news.lang && news.lang !== lang) { leaving = true; location.replace(`${path}?lang=${news.lang}`); return; }
  mark = news.clock;
  document.getElementById('pause').hidden = !news.paused;
  if (news.who) document.querySelector('.who').textContent = news.who;
  kept = news.paused ? news.left ?? 0 : null;
  end = news.left === null || news.paused ? null : performance.now() + news.left * 1000;
  const fresh = news.html !== undefined && news.key !== key;
  if (fresh) {
    key = news.key;
    const inside = screen.contains(document.activeElement), half = halfMade();
    screen.innerHTML = news.html;
    screen.querySelectorAll('form.play').forEach((form) => { if (half && form.dataset.mark === half.mark) restore(form, half); check(form); });
    if (inside && !screen.contains(document.activeElement)) screen.focus({ preventScroll: true });
    if (!inside) window.scrollTo(0, 0);
    if (said && news.said) said.textContent = news.said;
  }
  tick();
  if (wall) { fit(); if (fresh || news.down !== down) { down = news.down; window.scrollTo(0, down * 0.8 * window.innerHeight); } }
}
const parts = (form) => [...form.querySelectorAll('input, select, textarea')];
function halfMade() {  // what is entered and not sent yet: it stays when something else on the page changes
  const form = screen.querySelector('form.play');
  return form && { mark: form.dataset.mark, boxes: parts(form).map((box) => [box.value, box.checked]), rows: [...form.querySelectorAll('.row')].map((row) => row.dataset.points), at: parts(form).indexOf(document.activeElement) };
}
function restore(form, half) {
  parts(form).forEach((box, place) => { const [value, checked] = half.boxes[place] ?? [box.value, box.checked]; if (box.type === 'radio' || box.type === 'checkbox') box.checked = checked; else box.value = value; });
  [...form.querySelectorAll('.row')].forEach((row, place) => { if (half.rows[place] !== undefined && row.querySelector('.points')) show(row, half.rows[place]); });
  if (half.at >= 0) parts(form)[half.at]?.focus({ preventScroll: true });
}
// ---- the wall: as large as the projector lets it be, and never smaller than the back row can read
const FITS = [[1, 66], [1, 58], [1, 52], [0.92, 50], [0.85, 48], [0.8, 46], [0.75, 42]];
function fit() {
  const tall = () => document.documentElement.scrollHeight > window.innerHeight;
  for (const [type, picture] of FITS) {
    screen.style.setProperty('--type', type); screen.style.setProperty('--picture', `${picture}vh`);
    if (!tall()) return;
  }
}
if (wall) window.addEventListener('resize', fit);
function tick() {
  if (kept !== null) { clock.textContent = words.paused; clock.className = 'paused'; return; }
  if (end === null) { clock.textContent = ''; clock.className = ''; return; }
  const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
  clock.className = left <= 30 ? 'soon' : '';
  screen.querySelectorAll('[data-at]').forEach((hint) => { hint.hidden = left > Number(hint.dataset.at); });
  clock.textContent = left ? fill(words.time, { time: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}` }) : words.up;
}
setInterval(tick, 500);

// ---- decisions: each kind reads its field; what it still waits for is said beside the button
const WAITS = [];  // of the field that is being read
const wait = (why, values = {}) => { WAITS.push(fill(why, values)); return null; };
const names = (rows) => rows.map((row) => row.querySelector('.what').firstChild.textContent.trim()).join(', ');
function split(field) {
  const rows = [...field.querySelectorAll('.row')], last = rows.pop(), open = rows.filter((row) => row.dataset.points === '');
  const rest = 100 - rows.reduce((total, row) => total + Number(row.dataset.points || 0), 0), whole = !open.length || rest === 0;
  open.forEach((row) => paint(row, rest === 0 ? '0' : ''));  // with nothing left to place, what was not touched is zero
  show(last, whole && rest >= 0 ? String(rest) : '');
  const fault = rest < 0 ? fill(words.over, { n: -rest }) : !whole ? fill(words.left, { n: rest }) : rest > Number(last.dataset.most) ? fill(words.full, { n: rest - Number(last.dataset.most) }) : '';
  field.querySelector('.left').textContent = fault;
  if (fault) return whole ? wait(fault) : wait(words.why_unset, { names: names(open) });
  return Object.fromEntries([...rows, last].map((row) => [row.dataset.key, Number(row.dataset.points || 0)]));
}
function show(row, points) { row.dataset.points = points; paint(row, points); }
function paint(row, points) {
  const place = row.querySelector('.points');
  place.textContent = points === '' ? '–' : document.documentElement.lang === 'fi' ? String(points).replace('.', ',') : points;
  if (place.getAttribute('role') === 'spinbutton') {
    place.setAttribute('aria-valuetext', place.textContent);
    if (points === '') place.removeAttribute('aria-valuenow'); else place.setAttribute('aria-valuenow', points);
  }
}
function ticked(field) { return [...field.querySelectorAll('input:checked')].map((box) => box.value); }
function weights(field) {
  const rows = [...field.querySelectorAll('.row')], top = rows.pop(), total = 100 * Number(top.dataset.total), open = rows.filter((row) => row.dataset.points === '');
  const rest = Math.round((total - rows.reduce((sum, row) => sum + Number(row.dataset.share) * Number(row.dataset.points || 0), 0)) / Number(top.dataset.share) * 10) / 10;
  show(top, open.length ? '' : String(rest));
  const fault = open.length ? '' : rest < Number(top.dataset.least) ? words.top_low : rest > Number(top.dataset.most) ? words.top_high : '';
  field.querySelector('.left').textContent = fault;
  if (open.length) return wait(words.why_unset, { names: names(open) });
  return fault ? wait(fault) : Object.fromEntries(rows.map((row) => [row.dataset.key, Number(row.dataset.points)]));
}
const kinds = {
  weights,
  bids: (field) => {
    const boxes = [...field.querySelectorAll('.bid')], bids = boxes.filter((box) => Number(box.value) > 0), coins = Number(field.dataset.coins);
    const spent = bids.reduce((total, box) => total + Number(box.value), 0), good = boxes.every((box) => box.checkValidity());
    const said = field.querySelector('.left').textContent = fill(spent > coins ? words.coins_over : words.coins, { n: spent, of: coins, over: spent - coins });
    if (spent > coins) return wait(said);
    return good ? Object.fromEntries(bids.map((box) => [box.name, Number(box.value)])) : wait(words.why_coins);
  },
  order: (field) => {
    const places = [...field.querySelectorAll('.place')].map((box) => box.value), whole = places.every(Boolean), twice = new Set(places).size < places.length;
    field.querySelector('.left').textContent = whole && twice ? words.places : '';
    return !whole ? wait(words.why_place) : twice ? wait(words.places) : places;
  },
  split,
  stars: (field) => { const given = ticked(field)[0]; return given === undefined ? wait(words.why_choose) : Number(given); },
  scheme: (field) => SCHEME.read(field, words, fill) ?? wait(field.querySelector('.left').textContent),
  choice: (field) => ticked(field)[0] ?? wait(words.why_choose),
  cards: (field) => {
    const spent = [...field.querySelectorAll('input:checked')].reduce((total, box) => total + Number(box.dataset.price), 0), coins = Number(field.dataset.coins);
    const said = field.querySelector('.left').textContent = fill(spent > coins ? words.coins_over : words.coins, { n: spent, of: coins, over: spent - coins });
    return spent > coins ? wait(said) : ticked(field);
  },
  portfolio: (field) => {
    const open = ticked(field), least = Number(field.dataset.least);
    const said = field.querySelector('.left').textContent = open.length < least ? fill(words.least, { n: least }) : '';
    return said ? wait(said) : open;
  },
};
function figure(field) {
  const typed = field.value.replace(/\s/g, '').replace('−', '-'), said = typed.replace(/,/g, lang === 'en' && /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(typed) ? '' : '.'), value = Number(said);
  const good = /^-?\d+(\.\d+)?$/.test(said) && value >= Number(field.dataset.low) && value <= Number(field.dataset.high);
  if (field.value.trim() && !good) field.setAttribute('aria-invalid', 'true'); else field.removeAttribute('aria-invalid');
  return good ? value : null;
}
function guess(field) {
  const ends = [...field.querySelectorAll('input.end')], limits = (box) => ({ low: shown(box.dataset.low), high: shown(box.dataset.high) });
  if (ends.length) {
    const [low, high] = ends.map(figure);
    if (low === null || high === null) return wait(words.why_ends, limits(ends[0]));
    return low > high ? wait(words.why_turned) : { value: [low, high], confidence: Number(field.dataset.sure) };
  }
  const typed = field.querySelector('.figure'), said = typed ? figure(typed) : null, chosen = ticked(field)[0];
  if (typed ? said === null : chosen === undefined) return typed ? wait(words.why_number, limits(typed)) : wait(words.why_choose);
  return { value: typed ? said : chosen, confidence: Number(field.querySelector('select').value) };
}
const shown = (text) => text.replace('-', '−');
function check(form) {
  const button = form.querySelector('.main'), doing = form.dataset.do, found = {}, reasons = [];
  const fields = [...form.querySelectorAll('fieldset.asked, fieldset.guess')];
  fields.forEach((field, place) => {
    WAITS.length = 0;
    const value = doing === 'decide' ? kinds[field.dataset.kind](field) : guess(field), why = WAITS.join('. ').replace(/[.]$/, '');
    found[field.dataset.name] = value;
    field.dataset.waits = value === null ? '1' : '';
    if (value === null) reasons.push(fields.length > 1 ? fill(words.why_asked, { n: place + 1, why: why.charAt(0).toLowerCase() + why.slice(1) }) : why.charAt(0).toUpperCase() + why.slice(1));
  });
  form.result = doing === 'decide' ? { do: doing, play: found } : { do: doing, guesses: found };
  if (doing === 'ticket') {
    const answers = [...form.querySelectorAll('textarea')].map((area) => area.value);
    form.result = { do: doing, answers };
    if (!answers.some((answer) => answer.trim())) reasons.push(words.why_ticket.charAt(0).toUpperCase() + words.why_ticket.slice(1));
  }
  const more = reasons.length > 2 ? ` ${fill(words.why_more, { n: reasons.length - 2 })}` : '';
  form.querySelector('.why').textContent = reasons.slice(0, 2).map((why) => `${why}.`).join(' ') + more;
  button.setAttribute('aria-disabled', String(reasons.length > 0));
}
function step(row, by) {
  const now = Number(row.dataset.points || 0), next = Math.min(Number(row.dataset.most), Math.max(Number(row.dataset.least || 0), now + by));
  show(row, String(next));
  check(row.closest('form'));
}
screen.addEventListener('click', (event) => {
  const button = event.target.closest('.step');
  if (button) step(button.closest('.row'), Number(button.dataset.by));
  const again = event.target.closest('.again');
  if (again) {
    const form = again.closest('form'), last = JSON.parse(again.dataset.last);
    form.querySelectorAll('fieldset.asked').forEach((field) => {
      const value = last[field.dataset.name];
      if (field.dataset.kind === 'split') field.querySelectorAll('.row').forEach((row) => show(row, String(value[row.dataset.key])));
      else field.querySelectorAll('input').forEach((box) => { box.checked = [].concat(value).includes(box.value); });
    });
    check(form);
  }
});
screen.addEventListener('keydown', (event) => {
  if (event.target.getAttribute('role') !== 'spinbutton') return;
  const one = Number(event.target.dataset.step);
  const by = { ArrowUp: one, ArrowRight: one, ArrowDown: -one, ArrowLeft: -one, PageUp: 5 * one, PageDown: -5 * one, Home: -100, End: 100 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  step(event.target.closest('.row'), by);
});
screen.addEventListener('input', (event) => { if (event.target.matches('.ready')) SCHEME.start(event.target.closest('fieldset'), show); const form = event.target.closest('form.play'); if (form) check(form); });
screen.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target, fault = form.querySelector('.fault');
  check(form);
  if (form.querySelector('.main').getAttribute('aria-disabled') === 'true') {  // the first field that waits
    const field = form.querySelector('fieldset[data-waits="1"]') ?? form;
    const next = [...field.querySelectorAll('[role=spinbutton]')].find((place) => place.closest('.row').dataset.points === '') ?? field.querySelector('input, [role=spinbutton], select, textarea');
    if (next) { next.closest('details')?.setAttribute('open', ''); next.focus(); }
    return;
  }
  fault.textContent = '';
  try {
    const answer = await fetch(`${path}/do?lang=${lang}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(form.result) });
    const news = await answer.json();
    if (answer.ok) { take(news); window.scrollTo(0, 0); } else fault.textContent = news.fault ? news.fault.join(' ') : words.failed;
  } catch (problem) { fault.textContent = words.failed; }
});
ask();
})();
