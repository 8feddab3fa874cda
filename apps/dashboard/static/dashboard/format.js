"use strict";

const named = (group, name) => WORDS[`${group}_${name}`] ?? name.replaceAll("_", " ");

// How figures are written, as on the company's documents, and days and moments, in the page's language.
class Format {
  constructor({style, decimals, overview}) {
    this.style = style;
    this.decimals = decimals;
    this.currency = overview.currency;
    this.locale = Format.known(document.documentElement.lang);
    this.compact = new Intl.NumberFormat(this.locale, {notation: "compact", maximumFractionDigits: 1});
    this.monthName = new Intl.DateTimeFormat(this.locale, {month: "short", timeZone: "UTC"});
    this.dayName = new Intl.DateTimeFormat(this.locale, {day: "numeric", month: "short", year: "numeric", timeZone: "UTC"});
    this.since = new Intl.RelativeTimeFormat(this.locale, {numeric: "auto", style: "short"});
  }

  static known(language) {
    try { return Intl.getCanonicalLocales(language)[0] ?? "en"; } catch { return "en"; }
  }

  // "-1234567.80", as the API answers it, is "-1,234,567.80" in English.
  amount(text) {
    const [, sign, digits, decimals] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
    const groups = [digits.slice(-3)];
    for (let rest = digits.slice(0, -3); rest; rest = rest.slice(0, -this.style.size)) groups.unshift(rest.slice(-this.style.size));
    return (sign ? "\u2212" : "") + groups.join(this.style.group) + (decimals ? this.style.point + decimals : "");
  }

  money(text) { return `${this.amount(text)}\u00a0${this.currency}`; }
  number(value) { return this.money(Number(value).toFixed(this.decimals)); }
  percent(value) { return `${this.amount(Number(value).toFixed(1).replace(/\.0$/, ""))}\u00a0%`; }
  short(value) { return this.compact.format(value); }
  month(period) { return this.monthName.format(new Date(`${period}-01T00:00:00Z`)); }
  days(first, last) { return this.dayName.formatRange(new Date(`${first}T00:00:00Z`), new Date(`${last}T00:00:00Z`)); }

  ago(moment) {
    const seconds = (new Date(moment) - Date.now()) / 1000;
    const steps = [["day", 86_400], ["hour", 3_600], ["minute", 60]];
    const [unit, length] = steps.find(([, length]) => -seconds >= length) ?? ["second", 1];
    return unit === "second" ? said("just_now") : this.since.format(Math.round(seconds / length), unit);
  }
}
