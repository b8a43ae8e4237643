/**
 * The database, one step after another; a step that has shipped is never edited. Money is whole cents, months are
 * `YYYY-MM`, dates `YYYY-MM-DD`: text that sorts and that no time zone shifts.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE plans (
    code text PRIMARY KEY,
    name_en text NOT NULL,
    name_yue text NOT NULL,
    name_cmn text NOT NULL,
    monthly_fee_cents integer NOT NULL CHECK (monthly_fee_cents >= 0),
    data_gb integer NOT NULL CHECK (data_gb >= 0)
  );

  CREATE TABLE accounts (
    number text PRIMARY KEY CHECK (number ~ '^[0-9]{8}$'),
    name text NOT NULL,
    plan_code text NOT NULL REFERENCES plans (code),
    language text NOT NULL CHECK (language IN ('yue', 'cmn', 'en')),
    status text NOT NULL CHECK (status IN ('active', 'suspended', 'closed'))
  );

  CREATE TABLE charge_kinds (
    kind text PRIMARY KEY,
    name_en text NOT NULL,
    name_yue text NOT NULL,
    name_cmn text NOT NULL
  );

  CREATE TABLE bills (
    account text NOT NULL REFERENCES accounts (number),
    month text NOT NULL CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    due_date text NOT NULL,
    PRIMARY KEY (account, month)
  );

  CREATE TABLE charges (
    account text NOT NULL,
    month text NOT NULL,
    line integer NOT NULL,
    kind text NOT NULL REFERENCES charge_kinds (kind),
    cents integer NOT NULL,
    reason_en text NOT NULL,
    reason_yue text NOT NULL,
    reason_cmn text NOT NULL,
    PRIMARY KEY (account, month, line),
    FOREIGN KEY (account, month) REFERENCES bills (account, month) ON DELETE CASCADE
  );

  CREATE TABLE promotions (
    code text PRIMARY KEY,
    -- Only for accounts on this plan; for every account when null.
    plan_code text REFERENCES plans (code),
    title_en text NOT NULL,
    title_yue text NOT NULL,
    title_cmn text NOT NULL,
    detail_en text NOT NULL,
    detail_yue text NOT NULL,
    detail_cmn text NOT NULL
  );

  CREATE TABLE plan_changes (
    number integer GENERATED ALWAYS AS IDENTITY (START WITH 100001) PRIMARY KEY,
    account text NOT NULL REFERENCES accounts (number),
    plan_code text NOT NULL REFERENCES plans (code),
    effective_date text NOT NULL,
    idempotency_key text UNIQUE
  );
  CREATE INDEX plan_changes_by_account ON plan_changes (account, effective_date);
  `,
  `
  CREATE TABLE data_packs (
    code text PRIMARY KEY,
    name_en text NOT NULL,
    name_yue text NOT NULL,
    name_cmn text NOT NULL,
    price_cents integer NOT NULL CHECK (price_cents >= 0),
    data_gb integer NOT NULL CHECK (data_gb > 0),
    valid_days integer NOT NULL CHECK (valid_days > 0)
  );

  CREATE TABLE roaming_destinations (
    code text PRIMARY KEY,
    place integer NOT NULL,
    name_en text NOT NULL,
    name_yue text NOT NULL,
    name_cmn text NOT NULL,
    day_pass_cents integer NOT NULL CHECK (day_pass_cents >= 0),
    call_minute_cents integer NOT NULL CHECK (call_minute_cents >= 0)
  );

  CREATE TABLE broadband_offers (
    code text PRIMARY KEY,
    name_en text NOT NULL,
    name_yue text NOT NULL,
    name_cmn text NOT NULL,
    monthly_fee_cents integer NOT NULL CHECK (monthly_fee_cents >= 0),
    speed_mbps integer NOT NULL CHECK (speed_mbps > 0),
    contract_months integer NOT NULL CHECK (contract_months > 0)
  );

  -- What customers asked for and the carrier has to do: the item is what, in the words of its kind.
  CREATE TABLE service_orders (
    number integer GENERATED ALWAYS AS IDENTITY (START WITH 200001) PRIMARY KEY,
    account text NOT NULL REFERENCES accounts (number),
    kind text NOT NULL CHECK (kind IN ('data-pack', 'sim-block', 'sim-replacement', 'broadband', 'complaint')),
    item text NOT NULL,
    placed_on text NOT NULL,
    idempotency_key text UNIQUE
  );
  `,
];
