# Servers whose state agents ask for; only Redis shows it.
package %w(nginx apache2 haproxy rabbitmq-server redis-server)

file '/etc/nginx/sites-enabled/default' do
  action :delete
end

file '/etc/nginx/conf.d/site.conf' do
  content <<~CONF
    server {
      listen 8000 default_server;
      location / {
        return 200 "nginx\n";
      }
    }
  CONF
end

file '/etc/apache2/ports.conf' do
  content "Listen 8001\n"
end

file '/etc/apache2/sites-available/000-default.conf' do
  content <<~CONF
    <VirtualHost *:8001>
      RedirectMatch 404 ^/server-status
      DocumentRoot /var/www/html
      CustomLog /var/log/apache2/site.log combined
    </VirtualHost>
  CONF
end

file '/etc/haproxy/haproxy.cfg' do
  content <<~CONF
    defaults
      mode http
      timeout connect 5s
      timeout client 5s
      timeout server 5s

    frontend site
      bind :8002
      default_backend servers

    backend servers
      server nginx 127.0.0.1:8000
      server apache 127.0.0.1:8001
  CONF
end

%w(nginx apache2 haproxy rabbitmq-server redis-server).each do |name|
  service name do
    action %i(enable start)
  end
end

package 'collectd-core'

file '/etc/collectd/collectd.conf' do
  content <<~CONF
    LoadPlugin nginx
    <Plugin nginx>
      URL "http://localhost:8000/nginx_status"
    </Plugin>
    LoadPlugin apache
    <Plugin apache>
      <Instance "site">
        URL "http://localhost:8001/server-status?auto"
      </Instance>
    </Plugin>
    LoadPlugin redis
    <Plugin redis>
      <Node "cache">
        Host "localhost"
        Port "6379"
      </Node>
    </Plugin>
  CONF
end

service 'collectd' do
  action %i(enable start)
end

package 'telegraf'

file '/etc/telegraf/telegraf.conf' do
  content <<~CONF
    [[inputs.haproxy]]
      servers = ["/run/haproxy/admin.sock"]
    [[inputs.rabbitmq]]
      url = "http://localhost:15672"
  CONF
end

service 'telegraf' do
  action %i(enable start)
end

package 'rsyslog'

file '/etc/rsyslog.d/10-site.conf' do
  content <<~CONF
    module(load="imfile")
    input(type="imfile" File="/var/log/apache2/site.log" Tag="site:" Facility="local5" Severity="info")
    local5.* @@logs.production.zoo.example.com:514
  CONF
end

service 'rsyslog' do
  action %i(enable start)
end
