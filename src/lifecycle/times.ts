// When retention runs, and how long its deletions and others can be restored. Commands and pages say so, so these
// values stand apart from the code that needs the database.

export const restoreDays = 7;
export const listedDays = 14; // how long the list of deletions has a deletion
export const nightlyHour = 3; // UTC
export const nightlyTime = `${String(nightlyHour).padStart(2, "0")}:00 UTC`;
