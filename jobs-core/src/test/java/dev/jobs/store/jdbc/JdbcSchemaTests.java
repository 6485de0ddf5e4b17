package dev.jobs.store.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How the tables come into a database, and what a user reads when they do not.
 */
class JdbcSchemaTests {

	private final List<HikariDataSource> pools = new ArrayList<>();

	@AfterEach
	void closePools() {
		this.pools.forEach(HikariDataSource::close);
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void makesWhatTheScriptsSayAndLooksAgain(Dialect dialect) throws SQLException {
		DataSource database = empty(dialect);
		JdbcSchema schema = new JdbcSchema(database, JdbcSettings.standard());
		schema.prepare(SchemaMode.ALWAYS);
		schema.prepare(SchemaMode.NEVER);
		assertThat(schema.missingIndexes()).isEmpty();
		assertThat(schema.findings()).isEmpty();
		assertThat(rows(database, "SELECT version, compatible_from FROM jobs_schema")).containsExactly("1|1");
	}

	// What is read out of the scripts is what they make.
	@ParameterizedTest
	@EnumSource(Dialect.class)
	void knowsEachColumnAndIndexOfTheScripts(Dialect dialect) throws SQLException {
		DataSource database = empty(dialect);
		new JdbcSchema(database, JdbcSettings.standard()).prepare(SchemaMode.ALWAYS);
		Set<String> known = new HashSet<>();
		new SchemaScripts(dialect).columns()
			.forEach((table, columns) -> columns.forEach((column) -> known.add(table + "|" + column)));
		assertThat(rows(database, """
				SELECT lower(table_name), lower(column_name) FROM information_schema.columns
				WHERE lower(table_name) LIKE 'jobs_%'""")).containsExactlyInAnyOrderElementsOf(known);
		String indexes = switch (dialect) {
			case POSTGRESQL -> "SELECT indexname FROM pg_indexes WHERE tablename LIKE 'jobs_%'";
			case H2 -> "SELECT lower(index_name) FROM information_schema.indexes WHERE index_name LIKE 'JOBS_%'";
		};
		assertThat(rows(database, indexes)).filteredOn((name) -> !name.contains("_pk") && !name.contains("primary"))
			.containsExactlyInAnyOrderElementsOf(new SchemaScripts(dialect).indexes());
	}

	// GJ-T3
	@ParameterizedTest
	@EnumSource(Dialect.class)
	void mayBeMadeByManyNodesAtOnce(Dialect dialect) throws Exception {
		DataSource database = empty(dialect);
		int nodes = 8;
		ExecutorService threads = Executors.newFixedThreadPool(nodes);
		CyclicBarrier together = new CyclicBarrier(nodes);
		Callable<Boolean> node = () -> {
			together.await();
			new JdbcSchema(database, JdbcSettings.standard()).prepare(SchemaMode.ALWAYS);
			return true;
		};
		try {
			for (Future<Boolean> done : threads.invokeAll(IntStream.range(0, nodes).mapToObj((i) -> node).toList())) {
				assertThat(done.get()).isTrue();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(rows(database, "SELECT version FROM jobs_schema")).containsExactly("1");
		assertThat(new JdbcSchema(database, JdbcSettings.standard()).missingIndexes()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void putsTheTablesWhereTheSettingsSay(Dialect dialect) throws SQLException {
		DataSource database = empty(dialect);
		TestDatabase.execute(database, "CREATE SCHEMA elsewhere");
		JdbcSettings settings = settings("elsewhere", "acme_");
		JdbcSchema schema = new JdbcSchema(database, settings);
		schema.prepare(SchemaMode.ALWAYS);
		schema.prepare(SchemaMode.NEVER);
		assertThat(schema.missingIndexes()).isEmpty();
		assertThat(rows(database, "SELECT count(*) FROM elsewhere.acme_run")).containsExactly("0");
		assertThat(rows(database, """
				SELECT DISTINCT lower(table_schema) FROM information_schema.tables
				WHERE lower(table_name) LIKE 'acme_%' OR lower(table_name) LIKE 'jobs_%'"""))
			.containsExactly("elsewhere");
		assertThat(new JdbcJobStore(database, settings, null).nodes()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void leavesTheConnectionInItsSchema(Dialect dialect) throws SQLException {
		HikariDataSource database = empty(dialect);
		database.setMaximumPoolSize(1);
		TestDatabase.execute(database, "CREATE SCHEMA elsewhere");
		List<String> before = rows(database, "SELECT current_schema");
		new JdbcSchema(database, settings("elsewhere", "jobs_")).prepare(SchemaMode.ALWAYS);
		assertThat(rows(database, "SELECT current_schema")).isEqualTo(before);
	}

	@Test
	void makesTablesOnlyInAnEmbeddedDatabaseUnlessToldOtherwise() {
		assertThat(Stream.of(SchemaMode.values()).map((mode) -> mode.allows(true))).containsExactly(true, true, false);
		assertThat(Stream.of(SchemaMode.values()).map((mode) -> mode.allows(false))).containsExactly(false, true,
				false);
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void givesBothWaysOutWhereThereAreNoTables(Dialect dialect) {
		DataSource database = empty(dialect);
		assertThatUnusable(database, JdbcSettings.standard(),
				(dialect == Dialect.H2) ? SchemaMode.NEVER : SchemaMode.EMBEDDED)
			.withMessageContainingAll("There are no tables for jobs (" + dialect.product() + ", schema '",
					"initialize-schema=always", "classpath:dev/jobs/store/jdbc/V1__" + dialect.text() + ".sql",
					"Flyway or Liquibase");
	}

	@Test
	void saysHowToRunTheScriptUnderOtherNames() {
		DataSource database = empty(Dialect.POSTGRESQL);
		TestDatabase.execute(database, "CREATE SCHEMA elsewhere");
		assertThatUnusable(database, settings("elsewhere", "acme_"), SchemaMode.NEVER).withMessageContaining(
				"V1__postgresql.sql with 'acme_' in place of 'jobs_' in schema 'elsewhere' yourself");
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void asksForTheSchemaThatIsMissing(Dialect dialect) {
		assertThatUnusable(empty(dialect), settings("elsewhere", "jobs_"), SchemaMode.ALWAYS).withMessageContainingAll(
				"Schema 'elsewhere' for the tables of jobs is not there", "CREATE SCHEMA elsewhere");
	}

	@Test
	void asksForASchemaWhereTheSearchPathHasNone() {
		HikariDataSource database = empty(Dialect.POSTGRESQL);
		database.setConnectionInitSql("SET search_path TO nowhere");
		assertThatUnusable(database, JdbcSettings.standard(), SchemaMode.ALWAYS)
			.withMessageContainingAll("The search path of user 'postgres' leads to no schema", "jobs.store.schema");
	}

	// S17
	@ParameterizedTest
	@EnumSource(Dialect.class)
	void refusesTablesThatAreTooNew(Dialect dialect) {
		DataSource database = made(dialect);
		TestDatabase.execute(database, "INSERT INTO jobs_schema (version, compatible_from) VALUES (3, 2)");
		assertThatUnusable(database, JdbcSettings.standard(), SchemaMode.ALWAYS).withMessageContainingAll(
				"of version 3, which needs a library that knows version 2 at least, and this one knows version 1");
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void worksWithNewerTablesThatSayTheyAreCompatible(Dialect dialect) {
		DataSource database = made(dialect);
		TestDatabase.execute(database, "INSERT INTO jobs_schema (version, compatible_from) VALUES (2, 1)");
		new JdbcSchema(database, JdbcSettings.standard()).prepare(SchemaMode.NEVER);
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void listsAllColumnsThatAreMissing(Dialect dialect) {
		DataSource database = made(dialect);
		TestDatabase.execute(database, "ALTER TABLE jobs_node DROP COLUMN lost");
		TestDatabase.execute(database, "ALTER TABLE jobs_pause DROP COLUMN paused_by");
		TestDatabase.execute(database, "ALTER TABLE jobs_pause DROP COLUMN reason");
		assertThatUnusable(database, JdbcSettings.standard(), SchemaMode.ALWAYS).withMessageContainingAll(
				"Table 'jobs_node' has no column 'lost'", "Table 'jobs_pause' has no column 'paused_by', 'reason'",
				"jobs.store.table-prefix");
	}

	// S17
	@ParameterizedTest
	@EnumSource(Dialect.class)
	void listsAllTablesThatAreMissing(Dialect dialect) {
		DataSource database = made(dialect);
		TestDatabase.execute(database, "ALTER TABLE jobs_node RENAME TO other_node");
		TestDatabase.execute(database, "ALTER TABLE jobs_key RENAME TO other_key");
		assertThatUnusable(database, JdbcSettings.standard(), SchemaMode.ALWAYS)
			.withMessageContainingAll("Table 'jobs_node' is missing", "Table 'jobs_key' is missing");
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void leavesATableOfSomebodyElseAlone(Dialect dialect) throws SQLException {
		DataSource database = empty(dialect);
		TestDatabase.execute(database, "CREATE TABLE jobs_run (theirs int)");
		assertThatUnusable(database, JdbcSettings.standard(), SchemaMode.ALWAYS)
			.withMessageContainingAll("The tables of jobs could not be made", "jobs.store.table-prefix");
		assertThat(rows(database, "SELECT count(*) FROM jobs_run WHERE theirs = 1")).containsExactly("0");
		if (dialect == Dialect.POSTGRESQL) {
			assertThat(rows(database, "SELECT to_regclass('jobs_history') IS NULL")).containsExactly("t");
		}
	}

	@Test
	void finishesWhatAnInterruptionLeftHalfDoneInH2() {
		DataSource database = empty(Dialect.H2);
		String script = new SchemaScripts(Dialect.H2).text(1);
		TestDatabase.execute(database, script.substring(0, script.indexOf("CREATE TABLE IF NOT EXISTS jobs_key")));
		new JdbcSchema(database, JdbcSettings.standard()).prepare(SchemaMode.EMBEDDED);
	}

	// A migration may meet tables that the application has made before.
	@ParameterizedTest
	@EnumSource(Dialect.class)
	void scriptsMayRunAgain(Dialect dialect) throws SQLException {
		DataSource database = made(dialect);
		String script = new SchemaScripts(dialect).text(1);
		TestDatabase.execute(database, script);
		TestDatabase.execute(database, script);
		assertThat(rows(database, "SELECT version, compatible_from FROM jobs_schema")).containsExactly("1|1");
		new JdbcSchema(database, JdbcSettings.standard()).prepare(SchemaMode.NEVER);
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void listsIndexesThatAreMissing(Dialect dialect) {
		DataSource database = made(dialect);
		TestDatabase.execute(database, "DROP INDEX jobs_run_ready");
		JdbcSchema schema = new JdbcSchema(database, JdbcSettings.standard());
		schema.prepare(SchemaMode.NEVER);
		assertThat(schema.missingIndexes()).containsExactly("jobs_run_ready");
		assertThat(schema.findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo("missing-indexes");
			assertThat(finding.severity()).isEqualTo(Severity.WARNING);
			assertThat(finding).hasToString(
					"Indexes of the tables of jobs are missing: jobs_run_ready. Create them as the scripts do that docs/stores.md names");
		});
	}

	@Test
	void saysWhichPrivilegesAreMissing() {
		HikariDataSource database = made(Dialect.POSTGRESQL);
		String user = user(database);
		TestDatabase.execute(database, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + user
				+ "; GRANT INSERT, UPDATE, DELETE ON jobs_run TO " + user);
		assertThatUnusable(as(user, database), JdbcSettings.standard(), SchemaMode.ALWAYS)
			.withMessageContainingAll("User '" + user + "' lacks INSERT, UPDATE, DELETE ON jobs_history",
					"docs/stores.md")
			.withMessageNotContainingAny("ON jobs_run", "ON jobs_schema");
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void saysThatTablesMayNotBeMade(Dialect dialect) {
		HikariDataSource database = empty(dialect);
		String user = user(database);
		assertThatUnusable(as(user, database), JdbcSettings.standard(), SchemaMode.ALWAYS).withMessageContainingAll(
				"User '" + ((dialect == Dialect.H2) ? user.toUpperCase(Locale.ROOT) : user)
						+ "' may not do what is needed",
				"let the owner of the schema run classpath:dev/jobs/store/jdbc/V1__");
	}

	@Test
	void namesTheWayOutOfAnUnsupportedDatabase() {
		assertThatExceptionOfType(UnusableDatabaseException.class).isThrownBy(() -> Dialect.named("Oracle"))
			.satisfies((ex) -> {
				assertThat(ex.getProblems()).containsExactly("Runs cannot be kept in a database of kind 'Oracle'");
				assertThat(ex.getFixes()).singleElement().asString().contains("jobs.store.type=memory");
			});
	}

	@Test
	void connectsToNothingBeforeTheFirstCallAndPreparesOnce() {
		List<String> prepared = new ArrayList<>();
		DataSource database = new UntouchableDataSource();
		JdbcJobStore untouched = new JdbcJobStore(database, JdbcSettings.standard(), null, () -> prepared.add("no"));
		assertThat(untouched.name()).isEqualTo("jdbc");
		assertThat(prepared).isEmpty();
		JdbcJobStore store = new JdbcJobStore(made(Dialect.H2), JdbcSettings.standard(), null,
				() -> prepared.add("yes"));
		store.prepare();
		assertThat(store.nodes()).isEmpty();
		store.prepare();
		assertThat(prepared).containsExactly("yes");
		assertThat(store.name()).isEqualTo("h2");
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void findsWhatConnectionsReallyDo(Dialect dialect) {
		HikariDataSource database = empty(dialect);
		database.setAutoCommit(false);
		database.setConnectionInitSql((dialect == Dialect.POSTGRESQL) ? "SET synchronous_commit TO off" : "SELECT 1");
		String[] expected = switch (dialect) {
			case POSTGRESQL ->
				new String[] { "pool-auto-commit", "postgresql-socket-timeout", "postgresql-synchronous-commit" };
			case H2 -> new String[] { "pool-auto-commit", "h2-in-memory" };
		};
		assertThat(codes(database)).filteredOn((code) -> !code.equals("postgresql-fsync")).containsExactly(expected);
	}

	private static List<String> codes(DataSource database) {
		return new DatabaseCheck(database).findings().stream().map(Finding::code).toList();
	}

	// The server that is started for tests has fsync off.
	@Test
	void findsOutWhetherTheServerWritesToItsDisk() throws SQLException {
		HikariDataSource database = empty(Dialect.POSTGRESQL);
		boolean off = rows(database, "SHOW fsync").contains("off");
		assertThat(codes(database).contains("postgresql-fsync")).isEqualTo(off);
	}

	// J7
	@ParameterizedTest
	@CsvSource({ "file:, '', h2-write-delay h2-interrupt", "file:, ;WRITE_DELAY=0, h2-interrupt",
			"async:, '', h2-write-delay", "async:, ;WRITE_DELAY=0, ''" })
	void findsWhatAFileOfH2MayLose(String system, String settings, String expected, @TempDir Path folder) {
		HikariDataSource database = pool("jdbc:h2:" + system + folder.resolve("app") + settings);
		assertThat(new DatabaseCheck(database).findings().stream().map(Finding::code).collect(Collectors.joining(" ")))
			.isEqualTo(expected);
		database.close();
	}

	@Test
	void findsAVersionThatNobodyHasTried() {
		DataSource old = new DelegatingDataSource(empty(Dialect.H2)) {

			@Override
			public Connection getConnection() throws SQLException {
				return calledVersion("2.2.224 (2023-09-17)", super.getConnection());
			}

		};
		assertThat(new DatabaseCheck(old).findings().get(0)).satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo("database-version");
			assertThat(finding.message()).startsWith("H2 2.2.224 (2023-09-17) is older than 2.3.232: ");
			assertThat(finding.fix()).isEqualTo("Update H2 to 2.3.232 or later");
		});
	}

	private static Connection calledVersion(String version, Connection connection) {
		return instead(Connection.class, connection, "getMetaData", () -> instead(DatabaseMetaData.class,
				connection.getMetaData(), "getDatabaseProductVersion", () -> version));
	}

	private static <T> T instead(Class<T> type, T target, String name, Callable<?> answer) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method,
				arguments) -> method.getName().equals(name) ? answer.call() : method.invoke(target, arguments)));
	}

	@Test
	void isContentWithASocketTimeoutWhereverItIsSet() {
		HikariDataSource database = empty(Dialect.POSTGRESQL);
		database.addDataSourceProperty("socketTimeout", "60");
		database.setConnectionInitSql("SET synchronous_commit TO on");
		assertThat(codes(database)).filteredOn((code) -> !code.equals("postgresql-fsync")).isEmpty();
	}

	private static ThrowableAssertAlternative<UnusableDatabaseException> assertThatUnusable(DataSource database,
			JdbcSettings settings, SchemaMode mode) {
		return assertThatExceptionOfType(UnusableDatabaseException.class)
			.isThrownBy(() -> new JdbcSchema(database, settings).prepare(mode));
	}

	private static JdbcSettings settings(@Nullable String schema, String prefix) {
		JdbcSettings standard = JdbcSettings.standard();
		return new JdbcSettings(standard.namespace(), schema, prefix, standard.keysRetention());
	}

	private HikariDataSource made(Dialect dialect) {
		HikariDataSource database = empty(dialect);
		new JdbcSchema(database, JdbcSettings.standard()).prepare(SchemaMode.ALWAYS);
		return database;
	}

	private HikariDataSource empty(Dialect dialect) {
		String url = switch (dialect) {
			case POSTGRESQL -> TestDatabase.emptyPostgresUrl();
			case H2 -> "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
		};
		return pool(url);
	}

	private HikariDataSource pool(String url) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setMinimumIdle(0);
		if (url.startsWith("jdbc:h2:")) {
			pool.setUsername("sa");
			pool.setPassword("");
		}
		this.pools.add(pool);
		return pool;
	}

	private static String user(HikariDataSource database) {
		String user = "app_" + UUID.randomUUID().toString().substring(0, 8);
		TestDatabase.execute(database, "CREATE USER " + user + " PASSWORD 'secret'");
		return user;
	}

	private static DataSource as(String user, HikariDataSource database) {
		String url = database.getJdbcUrl().replaceAll("(user|password)=[^&]*&?|;.*", "");
		try {
			return new SimpleDriverDataSource(DriverManager.getDriver(url), url, user, "secret");
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<String> rows(DataSource database, String sql) throws SQLException {
		try (Connection connection = database.getConnection();
				Statement statement = connection.createStatement();
				ResultSet found = statement.executeQuery(sql)) {
			List<String> rows = new ArrayList<>();
			while (found.next()) {
				List<String> row = new ArrayList<>();
				for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
					row.add(found.getString(i));
				}
				rows.add(String.join("|", row));
			}
			return rows;
		}
	}

	/**
	 * Fails at the first connection.
	 */
	private static final class UntouchableDataSource extends SimpleDriverDataSource {

		@Override
		public Connection getConnection() {
			throw new AssertionError("There should be no connection");
		}

		@Override
		public PrintWriter getLogWriter() {
			return new PrintWriter(System.err);
		}

	}

}
