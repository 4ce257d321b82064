// Times come from the server as clocks in the province show them: nothing here depends on the browser's own.

const NAMES = ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];

export const clockOf = (at) => at.slice(11, 16);
export const dayOf = (at) => at.slice(0, 10);

const asDate = (day) => new Date(`${day}T12:00:00Z`);

export function dayName(day, today) {
  const apart = Math.round((asDate(today) - asDate(day)) / 86400000);
  if (apart === 0) return "Hôm nay";
  if (apart === 1) return "Hôm qua";
  const [year, month, date] = day.split("-");
  const short = `${NAMES[asDate(day).getUTCDay()]} ${date}/${month}`;
  return year === today.slice(0, 4) ? short : `${short}/${year}`;
}

// As it stands inside a sentence.
export function inWords(day, today) {
  const name = dayName(day, today);
  return name.charAt(0).toLowerCase() + name.slice(1);
}
