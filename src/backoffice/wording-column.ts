/** SQL for `column_en`, `column_yue` and `column_cmn` as one object, a Wording. */
export function wording(column: 'name' | 'title' | 'detail' | 'reason', table = ''): string {
  const at = table === '' ? '' : `${table}.`;
  const parts = ['en', 'yue', 'cmn'].map((language) => `'${language}', ${at}${column}_${language}`);
  return `json_build_object(${parts.join(', ')}) AS ${column}`;
}
