-- Understood by H2 and by PostgreSQL. H2 counts a character outside the basic plane as two.
CREATE TABLE IF NOT EXISTS orders (
	id UUID PRIMARY KEY,
	customer VARCHAR(400) NOT NULL,
	item VARCHAR(400) NOT NULL,
	quantity INTEGER NOT NULL CHECK (quantity > 0),
	amount NUMERIC(12, 2) NOT NULL CHECK (amount >= 0),
	created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL
);

CREATE INDEX IF NOT EXISTS orders_created_at ON orders (created_at);
