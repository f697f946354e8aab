CREATE TABLE `setting_horizons` (
	`user` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`user` text NOT NULL,
	`key` text NOT NULL,
	`value` text,
	`revision` integer NOT NULL,
	PRIMARY KEY(`user`, `key`)
);
--> statement-breakpoint
CREATE INDEX `settings_by_revision` ON `settings` (`user`,`revision`);