/** Samples of a scrape, by name with labels: `portus_jobs{queue="emails"}`. */
export type Scraped = ReadonlyMap<string, number>;

export async function scrape(app: { url: string }): Promise<Scraped> {
  const { port } = new URL(app.url);
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  if (answer.status !== 200) throw new Error(`/metrics answered ${answer.status}`);
  return samplesIn(await answer.text());
}

export function samplesIn(text: string): Scraped {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}
