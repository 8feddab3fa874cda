"use strict";

// Draws what the page was delivered with; the WebSocket brings each change of the overview, whereupon the rest is asked for.
const charts = new Map();
const brush = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
const TONES = {draft: "--calm", sent: "--accent", partial: "--third", paid: "--good", accepted: "--good", overdue: "--wrong",
               rejected: "--wrong", cancelled: "--line", expired: "--third"};
const RING = ["--accent", "--third", "--good", "--second", "--wrong", "--calm"];
let figures;
let format;

// Of a variable as the style sheet has it at the moment, in a form that the chart library can reckon with.
function colour(name, alpha = 1) {
  const probe = shown("moment");
  probe.style.color = `var(${name})`;
  brush.fillStyle = getComputedStyle(probe).color;
  probe.style.color = "";
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

function keyed(tone, text, value) {
  const made = element("li", "", element("i"), text, " ", element("b", "", value));
  made.style.setProperty("--colour", `var(${tone})`);
  return made;
}

function nothing(text) { return element("li", "none", text); }

function figure(name, amount) {
  const card = document.querySelector(`[data-figure=${name}]`);
  const strong = card.querySelector("strong");
  const text = format.amount(amount);
  if (strong.dataset.value && strong.dataset.value !== amount) {
    card.classList.add("fresh");
    setTimeout(() => card.classList.remove("fresh"), 900);
  }
  strong.dataset.value = amount;
  strong.replaceChildren(text, element("small", "", format.currency));
  strong.classList.toggle("long", text.length > 12);
  card.classList.toggle("negative", amount.startsWith("-"));
}

function meter(id, part, whole) {
  shown(id).firstElementChild.style.width = `${whole > 0 ? Math.min(100, Math.max(0, 100 * part / whole)) : 0}%`;
}

function keyFigures({revenue, expenses, profit, other_currencies: others, period}) {
  for (const name of ["invoiced", "collected", "outstanding"]) figure(name, revenue[name]);
  figure("profit", profit);
  shown("days").textContent = format.days(period.from, period.to);
  meter("collected-meter", revenue.collected, revenue.invoiced);
  meter("overdue-meter", revenue.overdue, revenue.outstanding);
  shown("overdue-note").textContent = Number(revenue.overdue) ? said("overdue", {amount: format.money(revenue.overdue)}) : said("nothing_overdue");
  shown("profit-note").textContent = said("after_expenses", {amount: format.money(expenses.total)});
  shown("others").hidden = !others.length;
  shown("others").textContent = said("in_other_currencies", {
    amounts: others.map((one) => said("invoiced", {amount: `${format.amount(one.invoiced)} ${one.currency}`})).join(", "),
  });
}

function changes({total_revenue_change: change, collection_rate: rate}, revenue) {
  const pill = shown("revenue-change");
  const has = Number(revenue.invoiced) || change;
  pill.textContent = has ? `${change > 0 ? "\u2191" : change < 0 ? "\u2193" : ""} ${format.percent(Math.abs(change))}` : "";
  shown("revenue-note").textContent = said(has ? "against_before" : "nothing_billed");
  shown("collected-note").textContent = Number(revenue.invoiced) ? said("share_of_billed", {share: format.percent(rate)}) : said("nothing_to_collect");
}

function split(id, counts) {
  const held = Object.entries(counts).filter(([, number]) => number);
  shown(id).replaceChildren(...held.map(([status, number]) => {
    const part = element("i");
    part.style.flexGrow = number;
    part.style.setProperty("--colour", `var(${TONES[status]})`);
    return part;
  }));
  shown(`${id}-legend`).replaceChildren(...(held.length
    ? held.map(([status, number]) => keyed(TONES[status], named("status", status), format.amount(String(number))))
    : [nothing(said(`no_${id}`))]));
}

function clientBars(clients) {
  const most = Math.max(...clients.map(({revenue}) => Number(revenue)));
  shown("clients").replaceChildren(...(clients.length ? clients.slice(0, 6).map(({name, revenue}) => {
    const made = element("li", "", element("span", "", name), element("b", "", format.money(revenue)));
    made.style.setProperty("--part", `${100 * revenue / most}%`);
    return made;
  }) : [nothing(said("nobody_billed"))]));
}

function activity(events) {
  shown("activity").replaceChildren(...(events.length ? events.slice(0, 8).map((event) => {
    const time = element("time", "", format.ago(event.timestamp));
    time.dateTime = event.timestamp;
    const what = `${named("kind", event.resource_type)} ${event.resource_id}`;
    const told = `event_${event.action}` in WORDS ? said(`event_${event.action}`, {what}) : `${what}: ${event.action}`;
    return element("li", "", element("span", "", event.username ? said("event_by", {event: told, who: event.username.split("@")[0]}) : told), time);
  }) : [nothing(said("no_activity"))]));
}

function plot(id, label, configuration) {
  const canvas = shown(id);
  canvas.setAttribute("aria-label", label);
  const chart = charts.get(id);
  if (!chart) {
    charts.set(id, new Chart(canvas, configuration));
    return;
  }
  chart.data.labels = configuration.data.labels;
  configuration.data.datasets.forEach((fresh, place) => Object.assign(chart.data.datasets[place], fresh));
  chart.options = configuration.options;
  chart.update();
}

function tooltip(label) {
  return {backgroundColor: colour("--ink", 0.94), titleColor: colour("--card"), bodyColor: colour("--card"), padding: 10, cornerRadius: 8,
          boxPadding: 4, usePointStyle: true, callbacks: {label}};
}

function axes(amounts, names) {
  const soft = {color: colour("--soft"), font: {size: 11}};
  return {
    [amounts]: {beginAtZero: true, grid: {color: colour("--line")}, border: {display: false},
                ticks: {...soft, maxTicksLimit: 5, callback: (value) => format.short(value)}},
    [names]: {grid: {display: false}, border: {color: colour("--line")}, ticks: {...soft, maxRotation: 0, autoSkipPadding: 6}},
  };
}

const basic = {responsive: true, maintainAspectRatio: false, animation: {duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 350}};

function months(series) {
  const drawn = {revenue: "--accent", collected: "--second", expenses: "--third"};
  const values = (name) => series.map((month) => Number(month[name]));
  const bar = (name) => ({type: "bar", label: said(name), data: values(name), backgroundColor: colour(drawn[name]), hoverBackgroundColor: colour(drawn[name], 0.8),
                          borderRadius: 4, categoryPercentage: 0.72, barPercentage: 0.9, order: 2});
  shown("months-legend").replaceChildren(...Object.entries(drawn).map(([name, tone]) =>
    keyed(tone, said(name), format.number(values(name).reduce((sum, value) => sum + value, 0)))));
  plot("months", said("months_chart", {count: series.length}), {
    data: {labels: series.map(({period}) => format.month(period)), datasets: [bar("revenue"), bar("collected"), {
      type: "line", label: said("expenses"), data: values("expenses"), borderColor: colour(drawn.expenses), backgroundColor: colour(drawn.expenses),
      borderWidth: 2, pointRadius: 2.5, pointHoverRadius: 5, tension: 0.3, order: 1}]},
    options: {...basic, interaction: {mode: "index", intersect: false}, scales: axes("y", "x"),
              plugins: {legend: {display: false}, tooltip: tooltip((point) => ` ${point.dataset.label}: ${format.number(point.parsed.y)}`)}},
  });
}

function aging(rows) {
  const names = rows.map(({days}) => days === "not due" ? said("not_due") : said("days_due", {days}));
  const tones = ["--good", "--accent", "--third", "--third", "--wrong"].map((tone) => colour(tone));
  const open = rows.reduce((sum, {amount}) => sum + Number(amount), 0);
  shown("aging-note").textContent = said(open ? "aging_note" : "nobody_owes");
  plot("aging", rows.map(({amount}, place) => `${names[place]}: ${format.money(amount)}`).join(", "), {
    type: "bar",
    data: {labels: names, datasets: [{data: rows.map(({amount}) => Number(amount)), backgroundColor: tones, hoverBackgroundColor: tones, borderRadius: 5, barPercentage: 0.72}]},
    options: {...basic, indexAxis: "y", scales: axes("x", "y"),
              plugins: {legend: {display: false}, tooltip: tooltip((point) => ` ${format.number(point.parsed.x)}`)}},
  });
}

function expenses({by_category: rows, total}) {
  const held = rows.length > RING.length
    ? [...rows.slice(0, RING.length - 1), {category: "rest", total: String(rows.slice(RING.length - 1).reduce((sum, row) => sum + Number(row.total), 0).toFixed(format.decimals))}]
    : rows;
  const tones = held.length ? held.map((_, place) => colour(RING[place])) : [colour("--line")];
  shown("expenses-legend").replaceChildren(...(held.length
    ? held.map((row, place) => keyed(RING[place], named("category", row.category), format.amount(row.total)))
    : [nothing(said("no_expenses"))]));
  plot("expenses", said("expenses_chart", {
    amount: format.money(total), parts: held.map((row) => `${named("category", row.category)} ${format.amount(row.total)}`).join(", "),
  }), {
    type: "doughnut",
    data: {labels: held.map(({category}) => named("category", category)), datasets: [{data: held.length ? held.map((row) => Number(row.total)) : [1], backgroundColor: tones, hoverBackgroundColor: tones,
           borderColor: colour("--card"), hoverBorderColor: colour("--card"), borderWidth: held.length > 1 ? 2 : 0}]},
    options: {...basic, cutout: "68%", plugins: {legend: {display: false}, tooltip: {...tooltip((point) => ` ${format.number(point.parsed)}`), enabled: held.length > 0}}},
  });
}

function drawOverview(overview) {
  figures.overview = overview;
  keyFigures(overview);
  changes(figures.changes, overview.revenue);
  split("invoices", overview.invoices.by_status);
  split("quotes", overview.quotes.by_status);
  expenses(overview.expenses);
  activity(overview.recent_activity);
  shown("moment").textContent = said("as_of", {time: new Date().toLocaleTimeString(format.locale)});
}

function draw(fresh) {
  figures = fresh;
  format = new Format(fresh);
  drawOverview(fresh.overview);
  months(fresh.months);
  aging(fresh.aging);
  clientBars(fresh.clients);
  const isEmpty = !fresh.months.some((month) => Number(month.revenue) || Number(month.collected) || Number(month.expenses)) &&
    !Number(fresh.overview.revenue.outstanding) && !fresh.overview.recent_activity.length;
  shown("welcome").hidden = !isEmpty;
  const period = new URLSearchParams(location.search).get("period") ?? "month";
  for (const link of document.querySelectorAll("[data-period]")) {
    if (link.dataset.period === period) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// Whether there were fresh figures; who is no longer logged in is asked to log in.
async function refresh() {
  const asked = location.search;
  try {
    const answer = await fetch(`${location.pathname}${asked}`, {headers: {Accept: "application/json"}});
    if (answer.status === 401) location.reload();
    if (!answer.ok) return false;
    const fresh = await answer.json();
    if (asked === location.search) draw(fresh);
    return true;
  } catch {
    return false;
  }
}

let pending;
const live = new Live({
  onReturn: refresh,
  onState(state) {
    shown("live").className = `live ${state}`;
    shown("live").lastElementChild.textContent = said(`live_${state}`);
  },
  onFigures({data}) {
    if (data.currency === figures.overview.currency) drawOverview(data);
    clearTimeout(pending);
    pending = setTimeout(refresh, 300);
  },
});

for (const link of document.querySelectorAll("[data-period]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", link.dataset.period === "month" ? location.pathname : link.getAttribute("href"));
    refresh();
    live.follow(location.search);
  });
}
addEventListener("popstate", () => { refresh(); live.follow(location.search); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(figures));
setInterval(() => activity(figures.overview.recent_activity), 60_000);
draw(JSON.parse(shown("figures").textContent));
live.follow(location.search);
