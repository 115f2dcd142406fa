/** Shows every moment in the reader's own time zone; the page itself says them in UTC. */
const moment = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

for (const time of document.querySelectorAll("time[datetime]")) {
  time.title = time.textContent;
  time.textContent = moment.format(new Date(time.dateTime));
}
