// The form of a reward plan: fills in a ready plan, adds up weights by level, and tells what is missing.
const SCHEME = {
  rows: (field) => [...field.querySelectorAll('.row[data-part]')],
  start(field, show) {
    const plan = JSON.parse(field.querySelector('input.ready:checked').dataset.plan);
    SCHEME.rows(field).forEach((row) => {
      const [level, name] = row.dataset.key.split('.');
      show(row, String(row.dataset.part === 'deferral' ? plan.deferral : plan.weights[level][name] ?? 0));
    });
    field.querySelectorAll('.part').forEach((part) => part.querySelectorAll('input').forEach((box) => { box.checked = box.value === plan[part.dataset.part]; }));
  },
  read(field, words, fill) {
    const ready = field.querySelector('input.ready:checked'), rows = SCHEME.rows(field), said = field.querySelector('.left');
    if (!rows.length) { said.textContent = ready ? '' : words.plan_pick; return ready ? JSON.parse(ready.dataset.plan) : null; }
    if (rows.some((row) => row.dataset.points === '')) { said.textContent = words.plan_pick; return null; }
    const weights = {}, used = new Set(), faults = [];
    field.querySelectorAll('.level').forEach((fold) => {
      const own = {}, named = [];
      fold.querySelectorAll('.row').forEach((row) => {
        const name = row.dataset.key.split('.')[1], points = Number(row.dataset.points);
        if (points) { own[name] = points; used.add(name); named.push(`${row.querySelector('.what').textContent} ${points}`); }
      });
      const sum = Object.values(own).reduce((total, points) => total + points, 0);
      fold.querySelector('.sum').textContent = `${sum} / 100`;
      fold.querySelector('.now').textContent = named.join(', ');
      fold.classList.toggle('wrong', sum !== 100);
      if (sum !== 100) faults.push(fill(sum < 100 ? words.plan_level : words.plan_over, { level: fold.dataset.said, n: Math.abs(100 - sum) }));
      weights[fold.dataset.level] = own;
    });
    const most = Number(field.querySelector('.plan').dataset.most);
    if (used.size > most) faults.push(fill(words.plan_many, { n: used.size, most }));
    said.textContent = faults.length ? faults.join('. ') : fill(words.plan_good, { n: used.size, most });
    said.classList.toggle('fine', !faults.length);
    const chosen = Object.fromEntries([...field.querySelectorAll('.part')].map((part) => [part.dataset.part, part.querySelector('input:checked')?.value]));
    const plan = { weights, curve: chosen.curve, gate: chosen.gate, deferral: Number(rows.find((row) => row.dataset.part === 'deferral').dataset.points) };
    const same = (text) => { const other = JSON.parse(text); return JSON.stringify([other.curve, other.gate, other.deferral, ...Object.keys(weights).map((level) => Object.entries(other.weights[level]).filter(([, points]) => points).sort())]) === JSON.stringify([plan.curve, plan.gate, plan.deferral, ...Object.values(weights).map((own) => Object.entries(own).sort())]); };
    field.querySelectorAll('input.ready').forEach((box) => { box.checked = same(box.dataset.plan); });
    return faults.length ? null : plan;
  },
};
