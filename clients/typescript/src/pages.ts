interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/**
 * Each item of a list, page after page: `every((cursor) => client.clinicPatients({ q: "ana", cursor }))`. A page is
 * asked for when the one before is used up.
 */
export async function* every<Item>(page: (cursor?: string) => Promise<Page<Item>>): AsyncGenerator<Item> {
  for (let cursor: string | undefined; ;) {
    const { items, next_cursor } = await page(cursor);
    yield* items;
    if (next_cursor === null) return;
    cursor = next_cursor;
  }
}
