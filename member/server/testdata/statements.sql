FLUSH PRIVILEGES;
ALTER USER 'root'@'localhost' IDENTIFIED VIA unix_socket OR mysql_native_password USING PASSWORD('ro\'ot');
CREATE USER 'galera_transfer'@'localhost' IDENTIFIED BY 'tr\\ansfer';
GRANT RELOAD, PROCESS, LOCK TABLES, BINLOG MONITOR ON *.* TO 'galera_transfer'@'localhost';
CREATE DATABASE `shop_1`;
CREATE USER 'app'@'%' IDENTIFIED BY 'a\nb';
GRANT ALL PRIVILEGES ON `shop\_1`.* TO 'app'@'%';
