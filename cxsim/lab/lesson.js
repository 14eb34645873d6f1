// A phone's or the wall's page: asks for what is new, fills it in, counts down, and keeps forms whole until they are sent.
(() => {
const { path, lang, words } = TERMS;
const screen = document.getElementById('screen'), clock = document.getElementById('clock'), said = document.getElementById('said'), lost = document.getElementById('lost');
let key = '', mark = '', end = null, kept = null, leaving = false;
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
  if (news.html !== undefined && news.key !== key) {
    key = news.key;
    const inside = screen.contains(document.activeElement);
    screen.innerHTML = news.html;
    screen.querySelectorAll('form.play').forEach(check);
    if (inside) screen.focus({ preventScroll: true });
    if (!inside) window.scrollTo(0, 0);
    if (said && news.said) said.textContent = news.said;
  }
  tick();
}
function tick() {
  if (kept !== null) { clock.textContent = words.paused; clock.className = 'paused'; return; }
  if (end === null) { clock.textContent = ''; clock.className = ''; return; }
  const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
  clock.className = left <= 30 ? 'soon' : '';
  screen.querySelectorAll('[data-at]').forEach((hint) => { hint.hidden = left > Number(hint.dataset.at); });
  clock.textContent = left ? fill(words.time, { time: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}` }) : words.up;
}
setInterval(tick, 500);

// ---- decisions
function split(field) {
  const rows = [...field.querySelectorAll('.row')], last = rows[rows.length - 1];
  const set = rows.slice(0, -1).map((row) => row.dataset.points);
  const sum = set.reduce((total, points) => total + Number(points || 0), 0), whole = set.every((points) => points !== '');
  const rest = 100 - sum;
  show(last, whole && rest >= 0 ? String(rest) : '');
  let fault = '';
  if (rest < 0) fault = fill(words.over, { n: -rest });
  else if (!whole) fault = fill(words.left, { n: rest });
  else if (rest > Number(last.dataset.most)) fault = fill(words.full, { n: rest - Number(last.dataset.most) });
  field.querySelector('.left').textContent = fault;
  if (fault) return null;
  return Object.fromEntries(rows.map((row) => [row.dataset.key, Number(row.dataset.points)]));
}
function show(row, points) {
  row.dataset.points = points;
  const place = row.querySelector('.points');
  place.textContent = points === '' ? '–' : points;
  if (place.getAttribute('role') === 'spinbutton') {
    place.setAttribute('aria-valuetext', place.textContent);
    if (points === '') place.removeAttribute('aria-valuenow'); else place.setAttribute('aria-valuenow', points);
  }
}
function ticked(field) { return [...field.querySelectorAll('input:checked')].map((box) => box.value); }
function weights(field) {
  const rows = [...field.querySelectorAll('.row')], top = rows.pop(), total = 100 * Number(top.dataset.total);
  const whole = rows.every((row) => row.dataset.points !== '');
  const rest = Math.round((total - rows.reduce((sum, row) => sum + Number(row.dataset.share) * Number(row.dataset.points || 0), 0)) / Number(top.dataset.share) * 10) / 10;
  show(top, whole ? String(rest) : '');
  const fault = !whole ? '' : rest < Number(top.dataset.least) ? words.top_low : rest > Number(top.dataset.most) ? words.top_high : '';
  field.querySelector('.left').textContent = fault;
  return fault || !whole ? null : Object.fromEntries(rows.map((row) => [row.dataset.key, Number(row.dataset.points)]));
}
const kinds = {
  weights,
  bids: (field) => {
    const boxes = [...field.querySelectorAll('.bid')], bids = boxes.filter((box) => Number(box.value) > 0), coins = Number(field.dataset.coins);
    const spent = bids.reduce((total, box) => total + Number(box.value), 0), good = boxes.every((box) => box.checkValidity());
    field.querySelector('.left').textContent = fill(spent > coins ? words.coins_over : words.coins, { n: spent, of: coins, over: spent - coins });
    return spent > coins || !good ? null : Object.fromEntries(bids.map((box) => [box.name, Number(box.value)]));
  },
  order: (field) => {
    const places = [...field.querySelectorAll('.place')].map((box) => box.value), whole = places.every(Boolean), twice = new Set(places).size < places.length;
    field.querySelector('.left').textContent = whole && twice ? words.places : '';
    return whole && !twice ? places : null;
  },
  split,
  stars: (field) => { const given = ticked(field)[0]; return given === undefined ? null : Number(given); },
  scheme: (field) => SCHEME.read(field, words, fill),
  choice: (field) => ticked(field)[0] ?? null,
  cards: (field) => {
    const spent = [...field.querySelectorAll('input:checked')].reduce((total, box) => total + Number(box.dataset.price), 0), coins = Number(field.dataset.coins);
    field.querySelector('.left').textContent = fill(spent > coins ? words.coins_over : words.coins, { n: spent, of: coins, over: spent - coins });
    return spent > coins ? null : ticked(field);
  },
  portfolio: (field) => {
    const open = ticked(field), least = Number(field.dataset.least);
    field.querySelector('.left').textContent = open.length < least ? fill(words.least, { n: least }) : '';
    return open.length < least ? null : open;
  },
};
function figure(field) {
  const typed = field.value.replace(/\s/g, '').replace('−', '-'), said = typed.replace(/,/g, lang === 'en' && /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(typed) ? '' : '.'), value = Number(said);
  const good = /^-?\d+(\.\d+)?$/.test(said) && value >= Number(field.dataset.low) && value <= Number(field.dataset.high);
  if (field.value.trim() && !good) field.setAttribute('aria-invalid', 'true'); else field.removeAttribute('aria-invalid');
  return good ? value : null;
}
function check(form) {
  const button = form.querySelector('.main');
  let whole = true;
  const found = {};
  if (form.dataset.do === 'decide') {
    form.querySelectorAll('fieldset.asked').forEach((field) => { const value = kinds[field.dataset.kind](field); found[field.dataset.name] = value; if (value === null) whole = false; });
    form.result = { do: 'decide', play: found };
  } else if (form.dataset.do === 'predict') {
    form.querySelectorAll('fieldset.guess').forEach((field) => {
      const ends = [...field.querySelectorAll('input.end')];
      if (ends.length) {
        const [low, high] = ends.map(figure);
        if (low === null || high === null || low > high) { whole = false; return; }
        found[field.dataset.name] = { value: [low, high], confidence: Number(field.dataset.sure) };
        return;
      }
      const typed = field.querySelector('.figure'), said = typed ? figure(typed) : null, chosen = ticked(field)[0];
      const good = typed ? said !== null : chosen !== undefined;
      if (!good) { whole = false; return; }
      found[field.dataset.name] = { value: typed ? said : chosen, confidence: Number(field.querySelector('select').value) };
    });
    form.result = { do: 'predict', guesses: found };
  } else {
    form.result = { do: 'ticket', answers: [...form.querySelectorAll('textarea')].map((area) => area.value) };
  }
  button.disabled = !whole;
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
  if (form.querySelector('.main').disabled) return;
  fault.textContent = '';
  try {
    const answer = await fetch(`${path}/do?lang=${lang}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(form.result) });
    const news = await answer.json();
    if (answer.ok) { take(news); window.scrollTo(0, 0); } else fault.textContent = news.fault ? news.fault.join(' ') : words.failed;
  } catch (problem) { fault.textContent = words.failed; }
});
ask();
})();
