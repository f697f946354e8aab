CREATE TABLE `chats` (
	`key` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`type` text NOT NULL,
	`title` text,
	`description` text,
	`created_at` integer NOT NULL,
	`seq` integer NOT NULL,
	`member_count` integer NOT NULL,
	`last_seq` integer NOT NULL,
	`last_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `chats_id_unique` ON `chats` (`id`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`user` text NOT NULL,
	`other` text NOT NULL,
	`state` text NOT NULL,
	PRIMARY KEY(`user`, `other`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `edits` (
	`chat` integer NOT NULL,
	`message` integer NOT NULL,
	`entry` integer NOT NULL,
	PRIMARY KEY(`chat`, `message`, `entry`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `marks` (
	`user` text NOT NULL,
	`chat` text NOT NULL,
	`delivered` integer NOT NULL,
	`read` integer NOT NULL,
	`revision` integer NOT NULL,
	PRIMARY KEY(`user`, `chat`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `marks_by_chat` ON `marks` (`chat`);--> statement-breakpoint
CREATE TABLE `members` (
	`chat` integer NOT NULL,
	`user` text NOT NULL,
	`role` text NOT NULL,
	PRIMARY KEY(`chat`, `user`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `members_by_user` ON `members` (`user`,`chat`);--> statement-breakpoint
CREATE TABLE `messages` (
	`chat` integer NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`cause` text NOT NULL,
	`content` text NOT NULL,
	`counts` integer NOT NULL,
	`reply_to` integer,
	`edited_at` integer,
	PRIMARY KEY(`chat`, `seq`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `progress` (
	`id` integer PRIMARY KEY NOT NULL,
	`epoch` text NOT NULL,
	`position` integer NOT NULL,
	`revision` integer NOT NULL,
	`boot` text
);
--> statement-breakpoint
CREATE TABLE `redactions` (
	`chat` text NOT NULL,
	`seq` integer NOT NULL,
	PRIMARY KEY(`chat`, `seq`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user` text NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sessions_by_user` ON `sessions` (`user`);--> statement-breakpoint
CREATE TABLE `submissions` (
	`chat` integer NOT NULL,
	`cause` text NOT NULL,
	`by` text NOT NULL,
	`seq` integer NOT NULL,
	PRIMARY KEY(`cause`, `chat`, `by`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`username` text NOT NULL,
	`name` text NOT NULL,
	`folded` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_by_username` ON `users` (`username`);--> statement-breakpoint
CREATE INDEX `users_by_name` ON `users` (`folded`);