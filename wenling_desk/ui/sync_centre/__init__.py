"""The sync centre (同步中心) and the fleet (设备): what is on this machine only, who must look, who is where."""
