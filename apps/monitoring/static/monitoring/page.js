"use strict";

// Draws what the page was delivered with, then asks its own address for fresh figures.
const EVERY = 10_000;
const charts = new Map();
const colour = (id) => getComputedStyle(shown(id)).color;
const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, {hour: "2-digit", minute: "2-digit"});

function amount(value, unit) {
  if (unit === "bytes") {
    const steps = ["B", "KB", "MB", "GB", "TB"];
    let step = 0;
    while (value >= 1000 && step < steps.length - 1) { value /= 1000; step += 1; }
    return [value.toFixed(step && value < 100 ? 1 : 0), steps[step]];
  }
  return [value.toLocaleString(language, {maximumFractionDigits: value < 10 ? 2 : 1}), unit];
}

function line(level, text, aside) {
  return element("li", "", element("span", `dot ${level}`), text, element("span", "soft", aside));
}

function lists(figures) {
  const alerts = figures.alerts.map((alert) =>
    line(alert.severity, alert.title, said(`alert_${alert.status}`, {time: clock.format(new Date(alert.created_at))})));
  shown("alerts").replaceChildren(...(alerts.length ? alerts : [line("ok", said("no_alerts"), "")]));
  const workers = figures.workers.map((worker) =>
    line("ok", worker.name, worker.processed === null
      ? said("active", {count: worker.active}) : said("active_and_done", {count: worker.active, done: worker.processed})));
  shown("workers").replaceChildren(line(figures.status, said(`celery_${figures.status}`), said("waiting", {count: figures.backlog})), ...workers);
  const tasks = figures.tasks_last_hour;
  const jobs = figures.jobs;
  shown("tasks").replaceChildren(
    line("ok", said("tasks"), said("done", {count: tasks.success})),
    line(tasks.failure ? "warning" : "ok", said("failed_tasks"), said("failed_and_retried", {failed: tasks.failure, retried: tasks.retry})),
    line("info", said("jobs_at_work"), said("running_and_queued", jobs)),
    line(jobs.failed ? "warning" : "ok", said("jobs"), said("done_and_failed", {done: jobs.succeeded, failed: jobs.failed})),
  );
}

function card(series) {
  const canvas = element("canvas");
  canvas.setAttribute("role", "img");
  const value = element("strong");
  const made = element("article", "card", element("h3", "", series.title), value, element("div", "chart", canvas));
  made.dataset.name = series.name;
  shown("charts").append(made);
  const chart = new Chart(canvas, {
    type: "line",
    data: {datasets: [{data: [], borderWidth: 1.8, pointRadius: 0, pointHitRadius: 12, tension: 0.25, fill: "origin"}]},
    options: {
      animation: false, responsive: true, maintainAspectRatio: false, parsing: false, normalized: true,
      interaction: {mode: "nearest", axis: "x", intersect: false},
      scales: {x: {type: "linear", display: false}, y: {beginAtZero: true, grace: "10%", ticks: {maxTicksLimit: 3, font: {size: 10}}, border: {display: false}}},
      plugins: {legend: {display: false}, tooltip: {displayColors: false, callbacks: {
        title: ([point]) => clock.format(new Date(point.parsed.x * 1000)),
        label: (point) => amount(point.parsed.y, chart.unit).join(" "),
      }}},
    },
  });
  charts.set(series.name, {chart, made, value});
  return charts.get(series.name);
}

function paint({chart}) {
  const [accent, rule] = [colour("accent"), colour("grid-line")];
  chart.data.datasets[0].borderColor = accent;
  chart.data.datasets[0].backgroundColor = accent.replace("rgb(", "rgba(").replace(")", ", 0.12)");
  chart.options.scales.y.grid = {color: rule};
  chart.options.scales.y.ticks.color = colour("moment");
  chart.options.scales.y.ticks.callback = (tick) => amount(tick, chart.unit).slice(0, chart.unit === "bytes" ? 2 : 1).join(" ");
  chart.update();
}

function draw(figures) {
  shown("tenant").textContent = figures.tenant;
  shown("moment").textContent = said("as_of", {time: new Date(figures.timestamp).toLocaleTimeString(language)});
  shown("empty").hidden = figures.series.length > 0;
  lists(figures);
  const now = new Date(figures.timestamp).getTime() / 1000;
  const hours = Number(shown("charts").dataset.hours);
  for (const series of figures.series) {
    const one = charts.get(series.name) ?? card(series);
    const [value, unit] = amount(series.value, series.unit);
    one.value.replaceChildren(value, element("small", "", unit));
    one.made.className = `card level-${series.status}`;
    one.chart.unit = series.unit;
    one.chart.canvas.setAttribute("aria-label", `${series.title}: ${value} ${unit}`);
    Object.assign(one.chart.options.scales.x, {min: now - hours * 3600, max: now});
    one.chart.data.datasets[0].data = series.points.map(([x, y]) => ({x, y}));
    paint(one);
  }
}

async function refresh() {
  try {
    const answer = await fetch(location.pathname, {headers: {Accept: "application/json"}});
    if (answer.status === 401) location.reload();
    else if (answer.ok) draw(await answer.json());
    else shown("moment").textContent = said("not_fresh", {status: answer.status});
  } catch {
    shown("moment").textContent = said("no_answer");
  }
  setTimeout(refresh, EVERY);
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(paint));
draw(JSON.parse(shown("figures").textContent));
setTimeout(refresh, EVERY);
